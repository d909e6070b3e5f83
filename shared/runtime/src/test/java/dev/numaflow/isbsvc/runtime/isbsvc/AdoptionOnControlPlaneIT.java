package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Services that Numaflow's own controller made, every golden case, on the real API server beside the real StatefulSet controller: taken
 * over with the rights of the functions, no pod is replaced, and the first change that replaces pods brings all of our rendering.
 */
class AdoptionOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    /** One of everything that an API server completes or writes in another form. */
    private static final String RICH =
            """
            {version: latest, tls: true, startArgs: [-D],
             metadata: {labels: {team: a}, annotations: {why: test}}, nodeSelector: {disk: fast},
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

    private static TestCluster cluster;
    private static TestBeans creation;
    private static TestBeans update;
    private static final Map<String, NumaflowsService> SERVICES = new TreeMap<>();
    private static ServersOfAll servers;

    /** All of them first: the servers that answer for all have to be started after the last of their ConfigMaps was written. */
    @BeforeAll
    static void start() {
        cluster = new TestCluster();
        creation = TestBeans.of(cluster.clusterOf("creation"));
        update = TestBeans.of(cluster.clusterOf("update"));
        NumaflowsService.cases().forEach(each -> SERVICES.put(each, NumaflowsService.create(cluster, each)));
        SERVICES.put("rich", NumaflowsService.create(cluster, "tls", RICH));
        EncryptedServer.letTheSecondPass();
        servers = ServersOfAll.start(folder, SERVICES.values());
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
        cluster.close();
    }

    /** What our rules refuse of a service that runs is reported, and nothing about it is changed. */
    @ParameterizedTest
    @CsvSource({
        "persistent, '{version: latest, replicas: 4, persistence: {}}', replicas",
        "minimal, '{version: latest, bufferConfig: \"otBucket: {ttl: 7d}\"}', ttl"
    })
    void runsOnWithASpecThatIsRefused(String golden, String spec, String field) {
        NumaflowsService service = NumaflowsService.create(cluster, golden);
        set(service, spec);
        Map<String, JsonNode> before = whatPodsRead(service);

        reconcile(creation, service, EventType.RESOURCE_ADD);
        reconcile(update, service, EventType.RESOURCE_UPDATE);

        assertThat(held(service)).contains(field, "allowed is");
        assertThat(service.live().at("/status/phase").asText()).isEqualTo("Running");
        assertThat(service.live().at("/status/conditions"))
                .allMatch(condition -> condition.path("status").asText().equals("True"));
        assertThat(whatPodsRead(service)).isEqualTo(before);
        assertThat(FastPath.nothingToDo(service.live())).isTrue();
    }

    static Stream<String> cases() {
        return Stream.concat(NumaflowsService.cases().stream(), Stream.of("rich"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTakenOverWithoutReplacingAPod(String golden) {
        NumaflowsService service = SERVICES.get(golden);
        String revision = revision(service);
        Map<String, JsonNode> before = whatPodsRead(service);
        assertThat(plan(service).rows()).as("told before").hasSizeBetween(1, 4);

        reconcile(creation, service, EventType.RESOURCE_ADD);
        reconcile(update, service, EventType.RESOURCE_UPDATE);

        assertThat(whatPodsRead(service)).isEqualTo(before);
        assertThat(held(service)).isEmpty();
        assertThat(service.live().at("/status/phase").asText()).isEqualTo("Running");
        assertThat(service.live().at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(Kinds.FINALIZERS);
        assertThat(reconcile(update, service, EventType.RESOURCE_UPDATE).extent())
                .as("once more")
                .isEqualTo(Extent.NOTHING);
        assertThat(plan(service).rows()).as("told afterwards").isEmpty();

        change(service, spec -> spec.put("bufferConfig", "stream: {maxMsgs: 5000}"));
        change(service, spec -> spec.put("settings", "max_payload: 2097152\nmax_file_store: " + fileStore(service)));
        assertThat(revision(service)).as("after changes that replace no pod").isEqualTo(revision);
        assertThat(conf(service)).contains("2097152").doesNotContain("allow_non_tls");

        change(service, spec -> spec.put("automountServiceAccountToken", false));
        assertThat(revision(service)).as("after one that does").isNotEqualTo(revision);
        assertIsOurs(service);
        assertThat(held(service)).isEmpty();
        assertThat(reconcile(update, service, EventType.RESOURCE_UPDATE).extent())
                .as("at the end")
                .isEqualTo(Extent.NOTHING);
    }

    private static String fileStore(NumaflowsService service) {
        return conf(service).replaceFirst("(?s).*max_file_store: (\\d+).*", "$1");
    }

    private static void assertIsOurs(NumaflowsService service) {
        JsonNode template = service.statefulSet().at("/spec/template");
        assertThat(template.at("/metadata/annotations").has(Annotations.START_SETTINGS))
                .isTrue();
        assertThat(template.at("/spec/containers/0/readinessProbe").isObject()).isTrue();
        assertThat(template.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(150);
        assertThat(template.at("/spec/automountServiceAccountToken").asBoolean(true))
                .isFalse();
    }

    /** The revision of the pods, once the StatefulSet's controller has seen what is there. */
    private static String revision(NumaflowsService service) {
        await().atMost(LONG)
                .until(() -> service.statefulSet()
                                .at("/status/observedGeneration")
                                .asLong()
                        == service.statefulSet().at("/metadata/generation").asLong());
        return service.statefulSet().at("/status/updateRevision").asText();
    }

    /** Everything that a pod of the service or of its pipelines is made of, or a server reads. */
    private static Map<String, JsonNode> whatPodsRead(NumaflowsService service) {
        Names names = service.names();
        Map<String, JsonNode> read = new TreeMap<>();
        read.put("revision", TestCluster.tree(revision(service)));
        read.put("template", service.statefulSet().at("/spec/template"));
        Stream.of(names.serverSecret(), names.clientSecret())
                .forEach(name ->
                        read.put(name, service.live(service.secret(name)).path("data")));
        read.put("configuration", configMap(service).path("data"));
        // Numaflow's controllers put it into the environment of every pod of a pipeline.
        read.put("status", service.live().at("/status/config"));
        return read;
    }

    private static JsonNode configMap(NumaflowsService service) {
        return service.live(service.ref(ObjectKind.CONFIG_MAP, service.names().configMap()));
    }

    private static String conf(NumaflowsService service) {
        return configMap(service).at("/data/nats-js").asText();
    }

    private static ChangePreview plan(NumaflowsService service) {
        return new PreviewInspector(cluster.cluster(), cluster.beans().planning())
                .preview(service.live(), ControllerConfig.builtIn())
                .value();
    }

    private static String held(NumaflowsService service) {
        for (JsonNode condition : service.live().at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private static void change(NumaflowsService service, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster()).write(service.live(), live -> false, live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed.withObject("/spec/jetstream"));
            return changed;
        });
        reconcile(update, service, EventType.RESOURCE_UPDATE);
    }

    private static void set(NumaflowsService service, String spec) {
        new ObjectEdit(cluster.cluster())
                .write(service.live(), live -> live.at("/spec/jetstream").equals(TestCluster.tree(spec)), live -> {
                    ObjectNode changed = live.deepCopy();
                    changed.withObject("/spec").set("jetstream", TestCluster.tree(spec));
                    return changed;
                });
    }

    private static Reconciled reconcile(TestBeans beans, NumaflowsService service, EventType event) {
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(new Pointer(event, ObjectRef.of(service.names())), live -> {
            reconciled.add(beans.reconciler().reconcile(live));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
