package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service of ours goes to Numaflow's controller under load: its nodes get the pods of that one by one, by the real StatefulSet controller and
 * with real servers, and nothing is left for it to replace (invariants 1, 8, 11 and 13).
 */
class LastRollOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final int NODES = 3;
    private static final int MOST_REQUESTS = 37;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private StepEvents steps;
    private RenderedCluster servers;

    @AfterEach
    void close() {
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    /** Disks stay, so a change of mind in the middle goes back in steps only because of the mark of the roll. */
    @Test
    void nodesWithDisksAreReplacedOneByOneAndComeBackWhenTheirUserHasAnotherMind() throws Exception {
        create("{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}", NODES);
        try (EncryptedDiskServers pods = new EncryptedDiskServers(cluster, names, servers, folder)) {
            await().until(pods::areStarted);
            servers.awaitComplete();
            await().until(pods::areReady);
            try (Connection connection = servers.connect()) {
                MessageFlow flow = MessageFlow.start(connection);
                flow.awaitMore(200);
                Map<String, JsonNode> secrets = secrets();
                Set<String> told = new HashSet<>();
                connection
                        .jetStreamManagement()
                        .addStream(StreamConfiguration.builder().name("empty").build());
                release("true");
                steps.takeUntil(() -> pods.replaced().contains(names.pod(2)), told);
                wakeOthers();
                assertThat(secrets())
                        .as("the node has started with what Numaflow's controller can go on with")
                        .isEqualTo(unguarded(secrets));

                release("false");
                steps.takeUntil(this::isBack, told);
                assertThat(secrets()).isEqualTo(secrets);
                assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(2));
                assertThat(isLeft()).isFalse();

                release("true");
                steps.takeUntil(this::isLeft, told);

                assertThat(pods.replaced().subList(2, pods.replaced().size()))
                        .containsExactly(names.pod(2), names.pod(1), names.pod(0));
                assertThat(told).anyMatch(message -> message.contains("step "));
                assertNothingIsLeftToReplace();
                assertThat(pods.replaced()).hasSize(2 + NODES);
                assertThat(pods.areReady()).isTrue();
                assertThat(pods.mistakes()).isEmpty();
                assertThat(secrets()).isEqualTo(unguarded(secrets));
                new NumaflowsDeletionJob(connection).run(List.of("empty"), List.of());
                assertThat(connection.jetStreamManagement().getStreamNames())
                        .as("what its Jobs delete is deleted")
                        .doesNotContain("empty");
                assertThat(steps.foundByRepair()).isEmpty();
                flow.awaitMore(100);
                flow.assertAllRead(TIMEOUT, flow.written());
            }
        }
    }

    /** By the full gate, so nothing is lost that would have to be approved. */
    @Test
    void nodesWithoutDisksAreReplacedInStepsWhereThreeHaveEverything() throws Exception {
        create("{version: latest, replicas: 3}", 0);
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (PodServers pods = new PodServers(cluster, names, servers);
                Connection connection = servers.connect()) {
            await().until(pods::areReady);
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(200);

            release("true");
            steps.takeUntil(this::isLeft, new HashSet<>());

            assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            assertNothingIsLeftToReplace();
            assertThat(pods.replaced()).hasSize(NODES);
            flow.awaitMore(100);
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    @Test
    void aSingleNodeIsRestartedBeforeItsServiceIsLeft() throws Exception {
        create("{version: latest, replicas: 1, persistence: {volumeSize: 1Gi}}", 1);
        try (EncryptedDiskServers pods = new EncryptedDiskServers(cluster, names, servers, folder)) {
            await().until(pods::areReady);

            release("true");
            steps.takeUntil(this::isLeft, new HashSet<>());

            assertThat(pods.areReady()).isTrue();
            assertThat(pods.replaced()).containsExactly(names.pod(0));
            assertNothingIsLeftToReplace();
            assertThat(pods.replaced()).hasSize(1);
        }
    }

    /** It could not be left, so it is better off with our pods; and its user is told what the release waits for. */
    @Test
    void aServiceWhoseSpecIsRefusedKeepsItsPods() {
        create("{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}", 0);
        steps.change(jetstream -> jetstream.put("replicas", 4));

        release("true");
        steps.wakeQuietly();

        assertThat(Running.arePodsOurs(steps.statefulSet())).isTrue();
        assertThat(steps.partition()).isZero();
        assertThat(service.message()).contains("not left: the spec is refused");

        steps.change(jetstream -> jetstream.put("replicas", 3));
        assertThat(Running.arePodsOurs(steps.statefulSet())).isFalse();
        assertThat(steps.partition()).isEqualTo(NODES);
    }

    /** @param disks for how many nodes kubelets start servers on their disks */
    private void create(String jetstream, int disks) {
        service = WatchedService.create(cluster, "lastroll", jetstream);
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, MOST_REQUESTS);
        if (disks > 0) {
            servers = RenderedCluster.empty(NatsServerBinary.obtain(), cluster, names, folder, disks);
            HostNames.ofThisJvm().point(names, servers.addresses());
        }
    }

    private boolean isBack() {
        JsonNode set = steps.statefulSet();
        return Running.arePodsOurs(set) && !Running.isLastRoll(set) && steps.areDone();
    }

    /** With rights of their own, which do not allow to list pods. */
    private void wakeOthers() {
        TestBeans creation = TestBeans.of(cluster.clusterOf("creation"));
        creation.services().with(steps.event(), live -> creation.reconciler()
                .reconcile(live)
                .asUpdate(live, true));
        TestBeans guard = TestBeans.of(cluster.clusterOf("encryption-guard"));
        guard.services().with(steps.event(), guard.guard()::reconcile);
    }

    private void release(String value) {
        service.annotate(Annotations.RELEASE, value);
    }

    private boolean isLeft() {
        return !ObjectMetas.hasFinalizer(service.live().orElseThrow(), Kinds.FINALIZER);
    }

    /** Numaflow's controller writes all of its rendering, and no pod is replaced for it. */
    private void assertNothingIsLeftToReplace() {
        JsonNode left = steps.statefulSet();
        assertThat(Running.partition(left)).isZero();
        assertThat(steps.evictions()).isEqualTo(1);
        String revision = left.at("/status/updateRevision").asText();
        Map<String, String> pods = pods();
        assertThat(pods.values()).as("of the newest template").allMatch(pod -> pod.endsWith(" " + revision));

        writeAsNumaflow();

        await().until(() -> steps.statefulSet().at("/status/observedGeneration").asLong()
                == steps.statefulSet().at("/metadata/generation").asLong());
        assertThat(steps.statefulSet().at("/status/updateRevision").asText()).isEqualTo(revision);
        assertThat(pods()).isEqualTo(pods);
    }

    private void writeAsNumaflow() {
        ValidService rendered = ServiceRules.check(service.live().orElseThrow(), ControllerConfig.builtIn())
                .value();
        ObjectNode set = steps.statefulSet().deepCopy();
        ObjectNode spec = (ObjectNode)
                ObjectMetas.of(Children.of(rendered).statefulSet()).path("spec").deepCopy();
        spec.remove("updateStrategy");
        spec.withObject("persistentVolumeClaimRetentionPolicy").put("whenDeleted", "Delete");
        spec.set("template", ObjectMetas.of(NumaflowTemplate.render(rendered)));
        set.set("spec", spec);
        put(set);
        ObjectNode map = service.live(ObjectKind.CONFIG_MAP, names.configMap())
                .orElseThrow()
                .deepCopy();
        String conf = map.at("/data").path(Keys.NATS_CONF).asText();
        assertThat(conf).as("as its controller renders it").doesNotContain("allow_non_tls");
        map.withObject("/data").put(Keys.NATS_CONF, "# Its own order and words\n" + conf);
        put(map);
    }

    private void put(ObjectNode object) {
        object.withObject("/metadata").remove(List.of("resourceVersion", "managedFields"));
        object.withObject("/metadata/annotations").put("numaflow.numaproj.io/hash", "0123456789abcdef");
        cluster.client().raw(ObjectRef.of(object).path() + "?fieldManager=numaflow", "PUT", object.toString());
    }

    /** Their uids and revisions. */
    private Map<String, String> pods() {
        Map<String, String> pods = new TreeMap<>();
        cluster.cluster()
                .list(ObjectKind.POD, names.namespace(), Labels.selector(names))
                .forEach(pod -> pods.put(
                        pod.at("/metadata/name").asText(),
                        ObjectMetas.uid(pod) + " "
                                + pod.at("/metadata/labels/controller-revision-hash")
                                        .asText()));
        assertThat(pods).hasSize(Running.replicas(steps.statefulSet()));
        return pods;
    }

    private Map<String, JsonNode> secrets() {
        Map<String, JsonNode> data = new TreeMap<>();
        List.of(names.serverSecret(), names.clientSecret())
                .forEach(name -> data.put(name, service.secret(name).path("data")));
        return data;
    }

    /** The same, but for the mapping by which servers keep what a Job of Numaflow's controller deletes. */
    private Map<String, JsonNode> unguarded(Map<String, JsonNode> secrets) {
        Map<String, JsonNode> without = new TreeMap<>(secrets);
        ObjectNode server = without.get(names.serverSecret()).deepCopy();
        String auth = TestCluster.text(server, Keys.AUTH);
        assertThat(AuthConf.isGuarded(auth, true)).contains(true);
        server.put(Keys.AUTH, SecretData.encoded(AuthConf.withGuard(auth, false).orElseThrow()));
        without.put(names.serverSecret(), server);
        return without;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
