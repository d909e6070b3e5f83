package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.testkit.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Numaflow's controller can do where the fence is installed, with all other rights that there are. */
class FenceIT {
    private static final Path MANIFESTS =
            Path.of("../manifests").toAbsolutePath().normalize();
    private static final String RELEASE = "isbsvc.numaflow.numaproj.io/release";
    private static final String OURS = "isbsvc.numaflow.numaproj.io/deletion";
    private static final String NUMAFLOWS = "numaflow.numaproj.io/isbsvc-controller";
    private static final String COMPONENT = "app.kubernetes.io/component";

    private static final String CLUSTER =
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: numaflow-system}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: users}}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: numaflow-sa, namespace: numaflow-system}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: numaflow}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: numaflow-sa, namespace: numaflow-system}]
            ---
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: InterStepBufferService
            metadata: {name: mine, namespace: users, finalizers: [numaflow.numaproj.io/isbsvc-controller]}
            spec: {jetstream: {version: latest}}
            """;

    private static final String CHILDREN =
            """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}}
            ---
            {apiVersion: v1, kind: Secret, metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}
            spec: {clusterIP: None, selector: {a: b}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}
            spec: {maxUnavailable: 1, selector: {matchLabels: {a: b}}}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: isbsvc-mine-js, namespace: users, labels: {app.kubernetes.io/component: %1$s}}
            spec:
              serviceName: isbsvc-mine-js
              replicas: 0
              selector: {matchLabels: {a: b}}
              template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: nats}]}}
            """;

    @TempDir
    static Path folder;

    private static ControlPlane plane;
    private static KubernetesClient admin;
    private static KubernetesClient numaflow;

    @BeforeAll
    static void start() throws IOException {
        plane = ControlPlane.start(folder.resolve("plane"));
        Config config = Config.fromKubeconfig(plane.kubeconfig().toFile());
        admin = new KubernetesClientBuilder().withConfig(config).build();
        new ClusterObjects(admin)
                .apply(Stream.of("crd", "fence")
                        .flatMap(each -> Kustomization.build(MANIFESTS.resolve(each)).stream())
                        .toList());
        for (String objects : List.of(CLUSTER, CHILDREN.formatted("isbsvc"))) {
            new ClusterObjects(admin).apply(Document.read(Files.writeString(folder.resolve("objects.yaml"), objects)));
        }
        String token = admin.serviceAccounts()
                .inNamespace("numaflow-system")
                .withName("numaflow-sa")
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
        numaflow = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withAutoOAuthToken(null)
                        .withOauthToken(token)
                        .build())
                .build();
        // A policy bites a moment after it was made.
        await().atMost(Duration.ofSeconds(30)).until(() -> isRefused(children().get(0)));
    }

    @AfterAll
    static void stop() {
        numaflow.close();
        admin.close();
        plane.close();
    }

    @Test
    void itWritesNoChildOfAServiceAndNeitherDeletesNorMakesOne() {
        for (HasMetadata child : children()) {
            String kind = child.getKind();
            assertIsRefused(
                    kind, () -> numaflow.resource(labelled(child, "changed")).patch());
            assertIsRefused(kind, () -> numaflow.resource(child).delete());
            child.getMetadata().setName("another");
            assertIsRefused(kind, () -> numaflow.resource(child).create());
        }
        assertIsRefused("scale", () -> numaflow.apps()
                .statefulSets()
                .inNamespace("users")
                .withName("isbsvc-mine-js")
                .scale(1));
    }

    @Test
    void itTakesNoLabelAway() {
        HasMetadata child = children().get(0);
        child.getMetadata().setLabels(Map.of());

        assertIsRefused("label", () -> numaflow.resource(child).update());
    }

    @Test
    void itWritesNeitherAServiceNorItsStatusNorItsFinalizer() {
        GenericKubernetesResource service = service();
        service.setAdditionalProperty("status", Map.of("phase", "Running"));
        assertIsRefused("status", () -> numaflow.resource(service).updateStatus());

        GenericKubernetesResource unfinalized = service();
        unfinalized.getMetadata().setFinalizers(List.of());
        assertIsRefused("finalizers", () -> numaflow.resource(unfinalized).update());
        assertIsRefused("service", () -> numaflow.resource(service()).delete());
    }

    @Test
    void whatBelongsToItsPipelinesIsItsOwn() {
        for (HasMetadata child : parsed("vertex")) {
            child.getMetadata().setName("of-a-vertex");
            assertThatCode(() -> numaflow.resource(child).create()).doesNotThrowAnyException();
        }
    }

    /** As the functions leave it: the mark is on what was there before its write, so it cannot put it there itself. */
    @Test
    void whatWasReleasedIsItsOwn() {
        HasMetadata child = children().get(0);
        child.getMetadata().setName("released");
        HasMetadata made = admin.resource(child).create();
        made.getMetadata().setAnnotations(Map.of(RELEASE, "true"));
        assertIsRefused("mark", () -> numaflow.resource(made).update());

        HasMetadata released = admin.resource(made).update();
        assertThatCode(() -> numaflow.resource(labelled(released, "changed")).patch())
                .doesNotThrowAnyException();

        GenericKubernetesResource left = service();
        left.getMetadata().setName("left");
        left.getMetadata().setResourceVersion(null);
        left.getMetadata().setFinalizers(List.of(NUMAFLOWS, OURS));
        left.getMetadata().setAnnotations(Map.of(RELEASE, "true"));
        GenericKubernetesResource asked = admin.resource(left).create();
        asked.getMetadata().setFinalizers(List.of(OURS));
        assertIsRefused("while we have it", () -> numaflow.resource(asked).update());

        asked.getMetadata().setFinalizers(List.of(NUMAFLOWS));
        GenericKubernetesResource free = admin.resource(asked).update();
        free.getMetadata().setFinalizers(List.of());
        assertThatCode(() -> numaflow.resource(free).update()).doesNotThrowAnyException();
    }

    @Test
    void everybodyElseWritesWhatTheirRightsAllow() {
        for (HasMetadata child : children()) {
            assertThatCode(() -> admin.resource(labelled(child, "changed")).patch())
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> admin.resource(service()).update()).doesNotThrowAnyException();
    }

    private static void assertIsRefused(String what, ThrowingCallable write) {
        assertThatThrownBy(write)
                .as(what)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("the policy isbsvc-fence keeps Numaflow's controller off them");
    }

    private static boolean isRefused(HasMetadata child) {
        try {
            numaflow.resource(child).dryRun(true).delete();
            return false;
        } catch (KubernetesClientException refused) {
            return refused.getCode() == 422;
        }
    }

    private static HasMetadata labelled(HasMetadata child, String value) {
        child.getMetadata().setAnnotations(Map.of("written", value));
        return child;
    }

    private static List<HasMetadata> children() {
        return parsed("isbsvc");
    }

    private static List<HasMetadata> parsed(String component) {
        return Manifests.objects(CHILDREN.formatted(component)).stream()
                .peek(each -> assertThat(each.getMetadata().getLabels()).containsKey(COMPONENT))
                .toList();
    }

    private static GenericKubernetesResource service() {
        return admin.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                .inNamespace("users")
                .withName("mine")
                .get();
    }
}
