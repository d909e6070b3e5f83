package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.volumes.VolumeMachine;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is lost with its volume, under load, with the real StatefulSet controller, real servers and the rights of `update`
 * (invariants 1, 8, 11 and 13): its claim goes when the user lets it and all others prove to have everything, and never otherwise.
 */
class LostNodeOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern ID = Pattern.compile("approve: ([0-9a-f]{8})");
    private static final int NODES = 3;
    private static final int LOST = 1;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final Set<String> told = new LinkedHashSet<>();
    private WatchedService service;
    private Names names;
    private ResizedVolumes volumes;
    private RenderedCluster servers;
    private DiskServers pods;
    private StepEvents steps;
    private int deaths;
    private Duration later = Duration.ofMinutes(2);

    @BeforeEach
    void start() throws Exception {
        names = new Names(cluster.newNamespace("lost"), "n");
        volumes = new ResizedVolumes(cluster, names);
        volumes.allowExpansion(false);
        service = WatchedService.createIn(
                cluster,
                names.namespace(),
                "{version: latest, replicas: 3, persistence: {storageClassName: " + volumes.storageClass()
                        + ", volumeSize: 1Gi}, settings: 'max_file_store: 500MB'}");
        steps = new StepEvents(cluster, service, TIMEOUT, 0);
        service.awaitClaims();
        volumes.bindToMachines(NODES, "1Gi");
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new DiskServers(cluster, names, servers, NODES, NODES);
        await().until(() -> pods.areReady(NODES));
        await().until(() -> {
            health();
            return service.phase().equals("Running");
        });
    }

    @AfterEach
    void close() {
        if (pods != null) {
            pods.close();
        }
        if (servers != null) {
            servers.close();
        }
        volumes.close();
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    /** Every other process dies after some request. */
    @Test
    void isReportedByTheNextTickAndReplacedOnApprovalWithoutLosingAMessage() throws Exception {
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(300);
            watchBucketFrom(connection, LOST);
            String claim = lose(LOST);
            assertThat(foundByRepair()).as("by the next tick").isNotEmpty();
            wake();
            assertThat(service.message())
                    .contains(
                            "node isbsvc-n-js-1 stays lost (wanted with another volume)",
                            "is on machine " + volumes.machine(LOST) + ", and there is no such Node any more");
            assertThat(steps.events())
                    .anyMatch(event -> event.startsWith("ChangesHeld: node isbsvc-n-js-1 stays lost"));
            assertThat(foundByRepair()).as("it is told once").isEmpty();
            wake();
            assertThat(claim(LOST)).as("nobody has approved it").isEqualTo(claim);

            service.annotate(Annotations.APPROVE, id());
            await().until(() -> {
                dieWithItsClaim();
                return !claim(LOST).equals(claim);
            });
            takeStepsUntil(() -> !claim(LOST).isEmpty() && !claim(LOST).equals(claim));
            takeStepsUntil(() -> pods.areReady(NODES) && !steps.isPending());

            assertThat(pods.history()).containsExactly("stopped 1", "started 1 on a new disk");
            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            assertThat(MessageFlow.stored(connection)).isGreaterThanOrEqualTo(written.size());
            System.out.printf(
                    "a lost node of three: %d messages, longest publish %d ms; %s%n",
                    written.size(), flow.longestPublish().toMillis(), told);
            await().until(() -> {
                health();
                wake();
                return !service.message().contains("lost");
            });
        }
        assertThat(steps.events())
                .anyMatch(
                        event -> event.startsWith("StepTaken: lost node isbsvc-n-js-1, step 2 of 2: its claim is gone"))
                .anyMatch(event -> event.startsWith("StepsFinished: the service has 3 nodes"));
        assertThat(foundByRepair()).isEmpty();
    }

    /** The duration stands for the approval, and for nothing that the others have to prove. */
    @Test
    void isReplacedAfterTheTimeInTheWindowAndNeverWhileItAloneHasSomething() throws Exception {
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            JetStreamManagement streams = connection.jetStreamManagement();
            int node = storeAlone(connection, streams);
            String claim = lose(node);
            assertThat(new VolumeMachines(cluster.clusterOf("health")).of(volumes.live(node)))
                    .as("without the rights")
                    .isInstanceOf(VolumeMachine.Hidden.class);
            service.annotate(Annotations.REPLACE_LOST_NODE_AFTER, "5 minutes");
            wake();
            assertThat(service.message())
                    .contains(
                            "replace-lost-node-after] stays as it is (wanted \"5 minutes\")",
                            "a duration from 10m to 168h");
            service.annotate(Annotations.REPLACE_LOST_NODE_AFTER, "10m");
            wake();
            assertThat(service.message()).contains("that is done 10m after its loss is recorded");
            awaitMessage("that is done from ");
            awaitStepsEnd();
            later = Duration.ofMinutes(20);
            service.annotate(Annotations.MAINTENANCE_WINDOW, "0 0 1 1 * 15m");
            wake();
            assertThat(service.message())
                    .contains("that is done when its maintenance window \"0 0 1 1 * 15m\" opens at ");
            volumes.addMachineWithoutLabels(node);
            wake();
            assertThat(service.message())
                    .as("the machine is back, and has not taken the pod yet")
                    .doesNotContain("stays lost");
            volumes.removeMachine(node);
            service.annotate(Annotations.MAINTENANCE_WINDOW, "");

            awaitMessage("stream single is on no node that answers");
            assertThat(foundByRepair()).isNotEmpty();
            assertThat(steps.evictions()).as("evictions are blocked").isZero();
            service.annotate(Annotations.REPLACE_LOST_NODE_AFTER, "");
            awaitStepsEnd();
            assertThat(steps.evictions()).as("nothing waits for it").isOne();
            service.annotate(Annotations.REPLACE_LOST_NODE_AFTER, "10m");
            assertThat(FunctionsDeletion.of(connection, "single")).isTrue();
            awaitMessage("consumer alone of stream orders");
            assertThat(claim(node)).isEqualTo(claim);

            streams.deleteConsumer("orders", "alone");
            takeStepsUntil(() -> !claim(node).isEmpty() && !claim(node).equals(claim));
            flow.awaitMore(20);
            flow.assertAllRead(TIMEOUT, flow.written());
            System.out.println("a lost node that had something alone: " + told);
            assertThat(steps.events()).anyMatch(event -> event.startsWith("StepTaken: lost node isbsvc-n-js-" + node));
        }
    }

    /** The roll waits for the node, and the node must not wait for the roll; then the service is left with all that it stores. */
    @Test
    void isReplacedInTheMiddleOfALastRoll() throws Exception {
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            storeSingle(connection, names.pod(0));
            service.annotate(Annotations.RELEASE, "true");
            takeStepsUntil(() -> steps.partition() == 2);
            await().until(() -> pods.history().contains("started 2 on its disk") && pods.areReady(NODES));
            String claim = lose(0);
            wake();
            assertThat(service.message()).contains("node isbsvc-n-js-0 stays lost");
            assertThat(service.message()).doesNotContain("another change is carried out in steps");

            service.annotate(Annotations.APPROVE, id());
            awaitMessage("stream single is on no node that answers");
            assertThat(service.message())
                    .contains("step 2 of 3: node isbsvc-n-js-1 waits: node isbsvc-n-js-0 is not ready");
            // The roll has begun with this: clients delete again.
            assertThat(connection.jetStreamManagement().deleteStream("single")).isTrue();
            takeStepsUntil(() -> !claim(0).isEmpty() && !claim(0).equals(claim));
            takeStepsUntil(() -> pods.areReady(NODES));
            health();
            takeStepsUntil(() -> !ObjectMetas.hasFinalizer(service.live().orElseThrow(), Kinds.FINALIZER));

            assertThat(pods.history())
                    .filteredOn(each -> each.startsWith("started"))
                    .containsExactly(
                            "started 2 on its disk",
                            "started 0 on a new disk",
                            "started 1 on its disk",
                            "started 0 on its disk");
            flow.awaitMore(20);
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    /** A stream and a consumer with one copy. @return the node that has both */
    private int storeAlone(Connection connection, JetStreamManagement streams) throws Exception {
        streams.addOrUpdateConsumer(
                "orders",
                ConsumerConfiguration.builder().durable("alone").numReplicas(1).build());
        String leader =
                streams.getConsumerInfo("orders", "alone").getClusterInfo().getLeader();
        storeSingle(connection, leader);
        return Integer.parseInt(leader.substring(leader.lastIndexOf('-') + 1));
    }

    private static void storeSingle(Connection connection, String node) throws Exception {
        JetStreamManagement streams = connection.jetStreamManagement();
        StreamConfiguration single = StreamConfiguration.builder()
                .name("single")
                .subjects("single")
                .replicas(1)
                .build();
        await().until(() -> {
            String leader = streams.addStream(single).getClusterInfo().getLeader();
            return leader.equals(node) || !FunctionsDeletion.of(connection, "single");
        });
    }

    /** As a vertex does: the consumer of a watcher has one copy, here on this node. */
    private static void watchBucketFrom(Connection connection, int node) throws Exception {
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("bucket")
                        .replicas(NODES)
                        .build());
        connection.keyValue("bucket").put("key", "value");
        JetStreamManagement streams = connection.jetStreamManagement();
        ConsumerConfiguration watcher = ConsumerConfiguration.builder()
                .numReplicas(1)
                .memStorage(true)
                .inactiveThreshold(TIMEOUT.multipliedBy(5))
                .build();
        await().until(() -> streams.addOrUpdateConsumer("KV_bucket", watcher)
                .getClusterInfo()
                .getLeader()
                .endsWith("-" + node));
    }

    private void awaitStepsEnd() {
        await().until(() -> {
            wake();
            return !steps.isPending();
        });
        assertThat(service.message()).contains("stays lost");
    }

    /** @return the uid of its claim */
    private String lose(int node) {
        String claim = claim(node);
        volumes.removeMachine(node);
        pods.loseMachine(node);
        await().until(() -> {
            health();
            return isThere("NodesMissing");
        });
        return claim;
    }

    private void awaitMessage(String words) {
        try {
            await().until(() -> {
                wake();
                return service.message().contains(words);
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(service.message(), stuck);
        }
    }

    private String id() {
        Matcher id = ID.matcher(service.message());
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    private String claim(int node) {
        return volumes.live(node).at("/metadata/uid").asText();
    }

    private void takeStepsUntil(Callable<Boolean> finished) {
        try {
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                die();
                wake();
                told.add(service.message());
                return finished.call();
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(pods.history() + ": " + told, stuck);
        }
    }

    /** A process that ends somewhere on its way, and leaves its Lease for a minute; the clock of the next one is later. */
    private void die() {
        try {
            wake(TestBeans.of(new DyingCluster(cluster.clientOf("update"), 2 + deaths++ % 29), now()));
        } catch (DyingCluster.Death ends) {
            later = later.plusMinutes(2);
        } catch (LeaseTaken | NatsUnavailable retried) {
            // The next event goes on.
        }
    }

    /** A process that ends as soon as it has deleted a claim, before it has said so anywhere. */
    private void dieWithItsClaim() {
        Cluster dying = new Cluster(cluster.clientOf("update")) {
            @Override
            public WriteResult delete(JsonNode live) {
                assertThat(steps.evictions()).as("evictions are blocked").isZero();
                WriteResult deleted = super.delete(live);
                if (ObjectRef.of(live).kind() == ObjectKind.PERSISTENT_VOLUME_CLAIM) {
                    throw new DyingCluster.Death();
                }
                return deleted;
            }
        };
        try {
            wake(TestBeans.of(dying, now()));
        } catch (DyingCluster.Death ends) {
            later = later.plusMinutes(2);
        } catch (NatsUnavailable retried) {
            // The next event goes on.
        }
    }

    private void wake() {
        try {
            wake(TestBeans.of(cluster.clusterOf("update"), now()));
        } catch (NatsUnavailable retried) {
            // The Broker delivers the event again.
        }
    }

    private Clock now() {
        return Clock.offset(Clock.systemUTC(), later);
    }

    private void wake(TestBeans beans) {
        beans.services().with(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names)), live -> {
            beans.steps().reconcile(live, beans.reconciler().reconcile(live));
            return new Outcome.Done("");
        });
    }

    /** With its own rights; while the servers only seem to be away, it is asked again. */
    private void health() {
        TestBeans beans = TestBeans.of(cluster.clusterOf("health"));
        HealthReconciler health = new HealthReconciler(
                beans.services(),
                new ServiceHealth(beans.cluster(), new ServerReports(new Monitoring()), Clock.systemUTC()),
                beans.status());
        try {
            health.reconcile(
                    new Pointer(EventType.REF_UPDATE, new ObjectRef(ObjectKind.POD, names.namespace(), names.pod(0))));
        } catch (NatsUnavailable later) {
            // Its event would be delivered again.
        }
    }

    /** But for buffers, which nobody makes here. */
    private List<String> foundByRepair() {
        return steps.foundByRepair().stream()
                .filter(missed -> !missed.contains("Pipeline"))
                .toList();
    }

    private boolean isThere(String condition) {
        return service.live()
                .orElseThrow()
                .at("/status/conditions")
                .findValuesAsText("type")
                .contains(condition);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
