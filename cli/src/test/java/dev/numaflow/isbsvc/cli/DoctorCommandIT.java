package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import dev.numaflow.isbsvc.testkit.Manifests;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster without Knative. */
class DoctorCommandIT {

    private static final String CHILD =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: isbsvc-orders-js-config
              namespace: %s
              labels:
                app.kubernetes.io/part-of: numaflow
                app.kubernetes.io/managed-by: isbsvc-controller
                app.kubernetes.io/component: isbsvc
                numaflow.numaproj.io/isbsvc-name: orders
                numaflow.numaproj.io/isbsvc-type: jetstream
            data: {nats-js: "%s"}
            """;

    private static final String ADAPTER =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: apiserversource-references
              namespace: isbsvc-system
              labels: {eventing.knative.dev/source: apiserver-source-controller}
            spec: {automountServiceAccountToken: false, containers: [{name: receive-adapter, image: a}]}
            status: %s
            """;

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    private Objects objects;

    @BeforeEach
    void createNamespace() {
        objects = new Objects(cluster.client());
        objects.applyAs("test", "{apiVersion: v1, kind: Namespace, metadata: {name: isbsvc-system}}");
    }

    /** What a test installs, the next one must not find. */
    @AfterEach
    void uninstall() {
        objects.remove();
    }

    private Run doctor() {
        return ClusterRun.of(cluster, folder).run("doctor");
    }

    @Test
    void saysThatKnativeIsMissingAndWhatToDo() {
        Run run = doctor();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "ok       resource definitions: interstepbufferservices.numaflow.numaproj.io is served",
                        "problem  broker: eventing.knative.dev/v1 Broker: this cluster does not serve the type",
                        "install Knative Serving and Eventing",
                        "problem  roles: ClusterRole isbsvc-repair is missing",
                        "kubectl apply -k knative/manifests")
                .doesNotContain("\tat ", "Exception");
    }

    @Test
    void comparesRolesWithWhatIsShipped() throws IOException {
        Path base = Repository.file("knative/manifests/base");
        for (String file : new String[] {
            "sources", "creation", "update", "encryption-guard", "provisioning", "health", "deletion", "repair"
        }) {
            for (JsonNode document : Manifests.documents(Files.readString(base.resolve(file + ".yaml")))) {
                if (!document.path("apiVersion").asText().startsWith("serving.knative.dev")) {
                    objects.create(document.toString());
                }
            }
        }
        assertThat(doctor().out()).containsPattern("ok +roles: \\d there: ");

        cluster.client().rbac().clusterRoles().withName("isbsvc-health").edit(role -> {
            role.getRules().get(0).getVerbs().add("delete");
            return role;
        });

        assertThat(doctor().out())
                .contains("problem  roles: ClusterRole isbsvc-health is not as shipped: rules[0].verbs has 2 elements");
    }

    @Test
    void reportsWhenRepairRanLast() {
        String lease =
                """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: isbsvc-repair, namespace: isbsvc-system}
                spec: {leaseDurationSeconds: 600, renewTime: "%s"}
                """;
        objects.applyAs("repair", lease.formatted(ago(65)));
        assertThat(doctor().out()).containsPattern("ok +heartbeat: repair ran 6\\ds ago, it is due every 10m");

        objects.applyAs("repair", lease.formatted(ago(7200)));
        assertThat(doctor().out())
                .contains("problem  heartbeat: repair ran 2h ago")
                .contains("logs -l");
    }

    @Test
    void findsTheNamespaceThatAnOverlayHasChosen() {
        objects.create(
                """
                {apiVersion: v1, kind: Namespace, metadata: {name: elsewhere}}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: isbsvc-repair}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: isbsvc-repair}
                subjects: [{kind: ServiceAccount, name: repair, namespace: elsewhere}]
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: creation, namespace: elsewhere}
                """);

        assertThat(doctor().out())
                .contains(
                        "problem  heartbeat: Lease elsewhere/isbsvc-repair: not found",
                        "kubectl -n elsewhere get pingsources",
                        "ServiceAccount update is missing")
                .doesNotContain(
                        "ServiceAccount creation is missing", "isbsvc-system", "ClusterRoleBinding isbsvc-repair");
    }

    /** As the overlay for one namespace makes them; bound beside the account as well, as the Lease of `repair` is. */
    @Test
    void comparesTheRolesOfTheOneNamespaceThatIsServed() throws IOException {
        Path base = Repository.file("knative/manifests/base");
        String served = "kind: $1\nmetadata:\n  namespace: " + cluster.namespace();
        for (String file : new String[] {
            "sources", "creation", "update", "encryption-guard", "provisioning", "health", "deletion", "repair"
        }) {
            for (String document :
                    Files.readString(base.resolve(file + ".yaml")).split("(?m)^---$")) {
                if (!document.contains("serving.knative.dev")) {
                    objects.create(document.replaceAll("kind: Cluster(Role|RoleBinding)\nmetadata:", served)
                            .replace("kind: ClusterRole", "kind: Role"));
                }
            }
        }
        String out = doctor().out();
        assertThat(out)
                .containsPattern("ok +roles of one namespace: 9 there: ")
                .containsPattern("ok +bindings of one namespace: 9 there: ")
                .doesNotContain("ClusterRole");

        cluster.client()
                .rbac()
                .roles()
                .inNamespace(cluster.namespace())
                .withName("isbsvc-health")
                .delete();

        assertThat(doctor().out()).contains("problem  roles of one namespace: Role isbsvc-health is missing");
    }

    /** The types of the test's API server were defined before any pod of this test. */
    @Test
    void findsAnAdapterThatStartedBeforePipelinesWereDefined() {
        objects.create(ADAPTER.formatted("{}"));
        assertThat(doctor().out())
                .contains("ok       adapters of the sources: none started before Pipelines were defined");
        objects.remove();

        objects.create(
                ADAPTER.formatted("{containerStatuses: [{name: receive-adapter, image: a, imageID: a, ready: true,"
                        + " restartCount: 0, state: {running: {startedAt: '"
                        + ago(86_400).replace(".000000", "") + "'}}}]}"));
        assertThat(doctor().out())
                .contains(
                        "problem  adapters of the sources: one started before pipelines.numaflow.numaproj.io was defined")
                .contains(
                        "kubectl -n isbsvc-system delete pods -l eventing.knative.dev/source=apiserver-source-controller");
    }

    private static String ago(int seconds) {
        return Instant.now()
                .minusSeconds(seconds)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace("Z", ".000000Z");
    }

    @Test
    void namesWhoElseWritesOurChildren() {
        objects.applyAs("isbsvc", CHILD.formatted(cluster.namespace(), "ours"));
        assertThat(doctor().out()).contains("ok       foreign writers");

        objects.applyAs("numaflow", CHILD.formatted(cluster.namespace(), "theirs"));

        assertThat(doctor().out())
                .contains("warning  foreign writers: numaflow wrote ConfigMap " + cluster.namespace()
                        + " isbsvc-orders-js-config")
                .contains("-> fence Numaflow's controller off");

        objects.applyAs("isbsvc", CHILD.formatted(cluster.namespace(), "ours"));

        assertThat(doctor().out())
                .as("after a repair has taken the content back")
                .contains("warning  foreign writers: numaflow wrote ConfigMap");
    }

    /** After a repair the object itself shows nothing of it any more. */
    @Test
    void namesWhoseWritesWerePutRightAndNobodyForWhatWasReleased() {
        String noted = CHILD.replace(
                "  labels:",
                "  annotations: {isbsvc.numaflow.numaproj.io/other-writers: '{\"flux\":[\""
                        + Instant.now().minusSeconds(60) + "\"]}'}\n  labels:");
        objects.applyAs("isbsvc", noted.formatted(cluster.namespace(), "ours"));
        objects.applyAs(
                "numaflow",
                CHILD.replace("js-config", "js-left")
                        .replace("  labels:", "  annotations: {isbsvc.numaflow.numaproj.io/release: 'true'}\n  labels:")
                        .formatted(cluster.namespace(), "theirs"));

        assertThat(doctor().out())
                .containsPattern("warning +foreign writers: flux wrote ConfigMap .* \\d+s ago, and was put right")
                .doesNotContain("js-left");
    }

    @Test
    void jsonHoldsEveryFinding() throws IOException {
        Run run = ClusterRun.of(cluster, folder).run("doctor", "-o", "json");

        assertThat(new ObjectMapper().readTree(run.out())).anySatisfy(finding -> {
            assertThat(finding.path("check").asText()).isEqualTo("broker");
            assertThat(finding.path("level").asText()).isEqualTo("PROBLEM");
            assertThat(finding.path("todo").asText()).contains("install Knative");
        });
    }

    @Test
    void findsNumaflowsControllerAndWhetherItIsFencedOff() throws IOException {
        objects.create(
                """
                {apiVersion: v1, kind: Namespace, metadata: {name: numaflow-system}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: numaflow-controller, namespace: numaflow-system}
                spec:
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: numaflow}]}}
                """);
        assertThat(doctor().out())
                .contains("warning  Numaflow's controller: runs in numaflow-system and no fence is known");

        objects.create(Files.readString(Repository.file("knative/manifests/fence/numaflow-controller.yaml")));
        assertThat(doctor().out()).contains("ok       Numaflow's controller: runs beside us and is fenced off");

        objects.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: open, namespace: %s, annotations: {isbsvc.numaflow.numaproj.io/guard-deletion: "false"}}
                spec: {jetstream: {version: latest}}
                """
                        .formatted(cluster.namespace()));
        assertThat(doctor().out())
                .contains("is fenced off; its Jobs delete streams of " + cluster.namespace()
                        + "/open whether they are drained or not");

        objects.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: again, namespace: %s, annotations: {isbsvc.numaflow.numaproj.io/release: "true"}}
                spec: {jetstream: {version: latest}}
                """
                        .formatted(cluster.namespace()));
        assertThat(doctor().out())
                .contains("warning  Numaflow's controller: is left " + cluster.namespace()
                        + "/again, and the fence keeps it from making the StatefulSet")
                .contains("remove the annotation isbsvc.numaflow.numaproj.io/release");
    }

    @Test
    void saysOnceWhatIsToBeDoneAboutAllThatOneManagerWrote() {
        for (int i = 1; i <= 7; i++) {
            objects.applyAs(
                    "somebody", CHILD.replace("js-config", "js-config-" + i).formatted(cluster.namespace(), "theirs"));
        }

        assertThat(doctor().out())
                .containsOnlyOnce("foreign writers: somebody wrote ConfigMap")
                .containsOnlyOnce("ask who runs somebody")
                .contains("and 2 more");
    }
}
