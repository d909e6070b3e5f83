package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Children that somebody else made, edited or stands beside, on a real API server with its controllers running: it notes its defaults
 * under whoever made an object. The function's own rights are all there are.
 */
class RestoredChildrenOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PERSISTENT = "{version: latest, persistence: {volumeSize: 3Gi}}";

    /** One of everything that an API server completes. */
    private static final String RICH =
            """
            {version: latest, persistence: {volumeSize: 3Gi, accessMode: ReadWriteOnce, storageClassName: fast}, tls: true, encryption: true, startArgs: [-D],
             settings: "max_payload: 2MB", metadata: {labels: {team: a}, annotations: {why: test}}, nodeSelector: {disk: fast},
             tolerations: [{key: a, operator: Exists}, {key: b, value: c, effect: NoExecute, tolerationSeconds: 7}],
             imagePullSecrets: [{name: pull}], serviceAccountName: default, priority: 0,
             securityContext: {runAsUser: 1000, fsGroup: 1000, seccompProfile: {type: RuntimeDefault}},
             affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10,
               podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {a: b}}}}]}},
             dnsPolicy: ClusterFirst, dnsConfig: {options: [{name: ndots, value: "2"}], searches: [a.example]},
             containerTemplate: {imagePullPolicy: IfNotPresent, resources: {limits: {memory: 1024Mi, cpu: 1000m}, requests: {cpu: 500m}},
               env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}},
                     {name: C, valueFrom: {resourceFieldRef: {resource: limits.memory}}}],
               envFrom: [{configMapRef: {name: m, optional: true}}], securityContext: {allowPrivilegeEscalation: false},
               readinessProbe: {initialDelaySeconds: 3}, livenessProbe: {timeoutSeconds: 4}},
             reloaderContainerTemplate: {resources: {limits: {cpu: 100m}}, env: [{name: R, value: "1"}]},
             metricsContainerTemplate: {resources: {requests: {memory: 64Mi}}}}
            """
                    .replace("\n", " ");

    private final TestCluster cluster = new TestCluster();
    private final TestBeans update = TestBeans.of(cluster.clusterOf("update"));
    private final Names names = cluster.names("n");

    @AfterEach
    void close() {
        cluster.close();
    }

    static List<String> specs() {
        return List.of(PERSISTENT, RICH);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void defaultsOfAChildThatSomebodyElseMadeAreNoDrift(String spec) {
        create(spec);

        for (ObjectRef child : children()) {
            replaceByForce(child);
            assertThat(update().extent()).as("%s", child).isNotEqualTo(Extent.SERVERS);
            assertThat(update().extent()).as("%s, once more", child).isEqualTo(Extent.NOTHING);
            assertThat(heldOrEmpty()).as("%s", child).isEmpty();
            assertThat(ObjectMetas.annotation(cluster.cluster().get(child).orElseThrow(), Annotations.NOT_KEPT))
                    .as("%s", child)
                    .isEmpty();
        }
        assertThat(events("Updated")).isEmpty();
    }

    @Test
    void theDefaultsOfAllPodsAreNoDriftEither() {
        create("{version: latest, replicas: 1}");

        replaceByForce(ObjectRef.ofStatefulSet(names));
        update();

        assertThat(update().extent()).isEqualTo(Extent.NOTHING);
        assertThat(heldOrEmpty()).isEmpty();
    }

    @Test
    void whatSomebodyAddedToAChildThatSomebodyElseMadeIsRemovedAndReported() {
        create(PERSISTENT);
        ObjectRef set = ObjectRef.ofStatefulSet(names);
        replaceByForce(set);
        edit(set, live -> ((ObjectNode) live.at("/spec/template/spec")).put("hostNetwork", true));
        edit(set, live -> ((ObjectNode) live.at("/spec/template/spec")).put("terminationGracePeriodSeconds", 1));

        assertThat(update().extent()).isEqualTo(Extent.CHILDREN);

        assertThat(cluster.cluster()
                        .get(set)
                        .orElseThrow()
                        .at("/spec/template/spec/hostNetwork")
                        .asBoolean())
                .isFalse();
        assertThat(events("Updated"))
                .singleElement()
                .asString()
                .contains("terminationGracePeriodSeconds is 1 instead of 150")
                .contains("hostNetwork was added by")
                .doesNotContain("dnsPolicy");
    }

    @Test
    void aBudgetThatAnotherOperatorMakesForTheServiceTakesThePlaceOfOurs() {
        JsonNode service = create(PERSISTENT);
        ObjectRef ours =
                new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, cluster.namespace(), names.podDisruptionBudget());
        assertThat(cluster.cluster().get(ours)).isPresent();

        cluster.apply(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata:
                  name: n
                  namespace: %s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: n, uid: %s,
                     controller: true, blockOwnerDeletion: true}
                spec:
                  maxUnavailable: 1
                  selector:
                    matchLabels: {app.kubernetes.io/component: isbsvc, numaflow.numaproj.io/isbsvc-name: n}
                """
                        .formatted(cluster.namespace(), ObjectMetas.uid(service)));
        update();

        assertThat(cluster.cluster().list(ObjectKind.POD_DISRUPTION_BUDGET, cluster.namespace()))
                .extracting(budget -> budget.at("/metadata/name").asText())
                .containsExactly("n");

        cluster.cluster().delete(cluster.live(ObjectKind.POD_DISRUPTION_BUDGET, "n"));
        update();
        assertThat(cluster.cluster().get(ours)).isPresent();
    }

    @Test
    void aKeySecretThatIsPutBackByHandIsTakenAsItStands() {
        create("{version: latest, persistence: {volumeSize: 3Gi}, encryption: true}");
        ObjectRef key = secret(names.keySecret());
        JsonNode backup = cluster.cluster().get(key).orElseThrow();
        Stream.of(key, secret(names.serverSecret())).forEach(this::delete);
        ObjectNode bare = (ObjectNode) TestCluster.tree(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                """
                        .formatted(key.name(), key.namespace()));
        bare.set("data", backup.path("data"));
        assertThat(cluster.cluster().create(bare)).isInstanceOf(WriteResult.Done.class);

        update();

        assertThat(cluster.cluster().get(key).orElseThrow().path("data")).isEqualTo(backup.path("data"));
        assertThat(cluster.cluster()
                        .get(secret(names.serverSecret()))
                        .orElseThrow()
                        .at("/data/encryption"))
                .isEqualTo(backup.at("/data/encryption"));
        assertThat(heldOrEmpty()).isEmpty();
    }

    @Test
    void newCredentialsAreReportedWithWhatFollowsFromThem() {
        create(PERSISTENT);
        assertThat(events("CredentialsReplaced")).isEmpty();
        Stream.of(names.keySecret(), names.serverSecret(), names.clientSecret()).forEach(name -> delete(secret(name)));

        update();

        assertThat(events("CredentialsReplaced")).singleElement().asString().contains("restart the pods of vertices");
        delete(secret(names.clientSecret()));
        update();
        assertThat(events("CredentialsReplaced")).hasSize(1);
    }

    /** The next reconcile finds new Secrets, and could not know that they replaced others. */
    @Test
    void newCredentialsAreReportedThoughAChildCannotBeAppliedAfterwards() {
        create(PERSISTENT);
        Stream.of(names.keySecret(), names.serverSecret(), names.clientSecret()).forEach(name -> delete(secret(name)));
        ObjectRef map = new ObjectRef(ObjectKind.CONFIG_MAP, cluster.namespace(), names.configMap());
        delete(map);
        JsonNode owner = cluster.apply(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: other, namespace: " + cluster.namespace() + "}}");
        cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: %s
                  namespace: %s
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: other, uid: %s, controller: true}]
                """
                        .formatted(names.configMap(), cluster.namespace(), ObjectMetas.uid(owner)));

        update();

        assertThat(events("DeployFailed")).isNotEmpty();
        assertThat(events("CredentialsReplaced")).hasSize(1);
    }

    @Test
    void eachTimeThatSomebodyDoesTheSameAnewIsReported() {
        create(PERSISTENT);
        ObjectRef map = new ObjectRef(ObjectKind.CONFIG_MAP, cluster.namespace(), names.configMap());
        for (int time = 1; time <= 2; time++) {
            edit(map, live -> live.withObject("/data").put("added", "by hand"));
            update();
            int reported = time;
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(events("Updated")).hasSize(reported));
        }
    }

    private JsonNode create(String spec) {
        cluster.apply(cluster.service("n", spec));
        reconcile(
                new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), TestBeans.of(cluster.clusterOf("creation")));
        return cluster.live(ObjectKind.ISB_SERVICE, "n");
    }

    private List<ObjectRef> children() {
        return List.of(
                new ObjectRef(ObjectKind.CONFIG_MAP, cluster.namespace(), names.configMap()),
                new ObjectRef(ObjectKind.SERVICE, cluster.namespace(), names.headlessService()),
                new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, cluster.namespace(), names.podDisruptionBudget()),
                ObjectRef.ofStatefulSet(names),
                secret(names.serverSecret()),
                secret(names.clientSecret()),
                secret(names.keySecret()));
    }

    private ObjectRef secret(String name) {
        return new ObjectRef(ObjectKind.SECRET, cluster.namespace(), name);
    }

    /** As {@code kubectl replace --force} does it: the object goes and comes back as it stood, with all its defaults, by another hand. */
    private void replaceByForce(ObjectRef child) {
        ObjectNode backup = cluster.cluster().get(child).orElseThrow().deepCopy();
        delete(child);
        backup.remove("status");
        backup.withObject("/metadata")
                .remove(List.of("resourceVersion", "uid", "creationTimestamp", "generation", "managedFields"));
        String collection = child.path().substring(0, child.path().lastIndexOf('/'));
        cluster.client().raw(collection + "?fieldManager=kubectl-replace", "POST", backup.toString());
    }

    private void delete(ObjectRef ref) {
        await().atMost(LONG).until(() -> {
            Optional<JsonNode> live = cluster.cluster().get(ref);
            live.ifPresent(cluster.cluster()::delete);
            return live.isEmpty();
        });
    }

    private void edit(ObjectRef ref, Consumer<ObjectNode> change) {
        for (int attempt = 0; attempt < ConflictException.MAX_ATTEMPTS; attempt++) {
            ObjectNode edited = cluster.cluster().get(ref).orElseThrow().deepCopy();
            change.accept(edited);
            try {
                cluster.client().raw(ref.path() + "?fieldManager=kubectl-edit", "PUT", edited.toString());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
            }
        }
        throw new ConflictException(ref);
    }

    private List<String> events(String reason) {
        return cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()).stream()
                .filter(event -> event.path("reason").asText().equals(reason))
                .map(event -> event.path("message").asText())
                .toList();
    }

    private String heldOrEmpty() {
        for (JsonNode condition : cluster.live(ObjectKind.ISB_SERVICE, "n").at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private Reconciled update() {
        return reconcile(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), update);
    }

    private static Reconciled reconcile(Pointer pointer, TestBeans beans) {
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(pointer, service -> {
            reconciled.add(beans.reconciler().reconcile(service));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
