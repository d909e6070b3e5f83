package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.steps.SteppedReconciler;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes whose disks go with their pods are replaced one by one, under load, by the real StatefulSet controller and with real servers, and
 * with the rights of `update` (invariants 1, 8, 11 and 13).
 */
class NodeStepsOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final int NODES = 3;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private PodServers pods;
    private StepEvents steps;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest()),
                Arguments.of("usual", NatsServerBinary.obtain()),
                Arguments.of("newest", NatsServerBinary.obtainNewest()));
    }

    private void start(Path binary) throws Exception {
        service = WatchedService.create(cluster, "steps", "{version: latest, replicas: 3}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, 23);
        servers = RenderedCluster.start(binary, cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new PodServers(cluster, names, servers);
        await().until(pods::areReady);
    }

    @AfterEach
    void close() {
        if (pods != null) {
            pods.close();
        }
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("releases")
    void replacesThemOneByOneUnderLoadWithoutLosingAMessage(String release, Path binary) throws Exception {
        start(binary);
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(500);
            Set<String> told = new HashSet<>();

            change("-DV");
            assertThat(steps.partition()).isEqualTo(NODES);
            assertThat(steps.evictions()).isZero();
            assertThat(pods.replaced()).isEmpty();
            steps.takeUntil(steps::areDone, told);

            assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            assertThat(steps.partition()).isZero();
            assertThat(steps.evictions()).isEqualTo(1);
            assertThat(service.message()).doesNotContain("step");
            assertThat(steps.foundByRepair()).isEmpty();
            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            assertThat(MessageFlow.stored(connection)).isGreaterThanOrEqualTo(written.size());
            System.out.printf(
                    "%s servers: %d messages, all %d nodes replaced, longest publish %d ms; %s%n",
                    release, written.size(), NODES, flow.longestPublish().toMillis(), told);
        }
        assertThat(steps.events())
                .as("a process that ends between a write and its Event takes that one along")
                .containsAnyOf(
                        "StepTaken: step 1 of 3: node isbsvc-n-js-2 is replaced",
                        "StepTaken: step 2 of 3: node isbsvc-n-js-1 is replaced",
                        "StepTaken: step 3 of 3: node isbsvc-n-js-0 is replaced",
                        "StepsFinished: every node was replaced, and every stream is complete on all of them");
    }

    /**
     * With the partition at the number of nodes, the StatefulSet controller replaces none for a new template, and brings a pod that is lost
     * back from the template before all of them. So a change of mind changes nothing at once, and every node goes through the gate again.
     */
    @Test
    void aChangeOfMindInTheMiddleReplacesNothingByItselfAndEndsWithTheLastTemplate() throws Exception {
        start(NatsServerBinary.obtain());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            String first = revisionOf(2);
            change("-DV");
            steps.takeUntil(() -> pods.replaced().contains(names.pod(2)), new HashSet<>());

            change("-D");
            assertThat(steps.partition()).isEqualTo(NODES);
            await().until(this::isObserved);
            await().until(pods::areReady);
            assertThat(pods.replaced()).containsExactly(names.pod(2));
            assertThat(revisionOf(2)).isNotEqualTo(first).isNotEqualTo(newest());
            cluster.client()
                    .pods()
                    .inNamespace(names.namespace())
                    .withName(names.pod(2))
                    .delete();
            await().until(() -> pods.replaced().size() == 2 && pods.areReady());
            assertThat(revisionOf(2)).isEqualTo(first);

            steps.takeUntil(steps::areDone, new HashSet<>());

            assertThat(pods.replaced().subList(2, pods.replaced().size()))
                    .containsExactly(names.pod(2), names.pod(1), names.pod(0));
            for (int node = 0; node < NODES; node++) {
                assertThat(revisionOf(node)).isEqualTo(newest());
            }
            change();
            steps.takeUntil(() -> pods.replaced().size() == 6, new HashSet<>());
            change("-D");
            steps.takeUntil(steps::areDone, new HashSet<>());
            assertThat(pods.replaced().subList(5, pods.replaced().size()))
                    .as("taken back: only the node that was replaced is replaced again")
                    .containsExactly(names.pod(2), names.pod(2));
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
        }
    }

    @Test
    void waitsAndSaysForWhatWhileAnotherNodeIsSilent() throws Exception {
        start(NatsServerBinary.obtain());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            servers.stop(0);
            change("-DV");
            assertThat(service.message()).contains("as it is (wanted");
            servers.replace(0);
            await().until(() -> servers.isHealthy(0));

            change("-DV");
            servers.stop(0);
            Set<String> told = new HashSet<>();
            steps.takeUntil(() -> service.message().contains("does not answer"), told);
            assertThat(service.message())
                    .contains("step 1 of 3: node isbsvc-n-js-2 waits: isbsvc-n-js-0 does not answer");
            assertThat(steps.partition()).isEqualTo(NODES);
            assertThat(pods.replaced()).isEmpty();
            assertThat(steps.foundByRepair()).anyMatch(missed -> missed.contains("StatefulSet"));

            assertThatThrownBy(() -> answer(Instant.now()))
                    .as("only the servers report the end of it")
                    .isInstanceOf(NatsUnavailable.class);
            assertThat(answer(Instant.now().minusSeconds(21)))
                    .as("before its last delivery")
                    .isInstanceOf(Outcome.Done.class);

            servers.replace(0);
            steps.takeUntil(() -> steps.partition() == 2, told);
            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
        }
        assertThat(steps.events()).anyMatch(event -> event.startsWith("StepWaits"));
    }

    /** The StatefulSet controller waits for the sidecar of the node before: when that is ready, the gate would be old. */
    @Test
    void takesAStepBackThatTheControllerHasNotFollowed() throws Exception {
        start(NatsServerBinary.obtain());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            change("-DV");
            steps.takeUntil(() -> pods.replaced().contains(names.pod(2)), new HashSet<>());
            await().until(pods::areReady);
            assertThat(steps.partition()).isEqualTo(2);
            pods.failSidecar(names.pod(2));
            lower(1);
            await().until(this::isObserved);

            await().until(() -> {
                steps.wake();
                return steps.partition() == 2;
            });
            assertThat(service.message()).contains("node isbsvc-n-js-1 waits again: node isbsvc-n-js-2 is not ready");
            steps.wake();
            assertThat(steps.partition()).isEqualTo(2);
            assertThat(service.message()).contains("node isbsvc-n-js-2 is being replaced");
            assertThat(pods.replaced()).containsExactly(names.pod(2));

            pods.mendSidecar();
            steps.takeUntil(steps::areDone, new HashSet<>());
            assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    private void lower(int partition) {
        new ObjectEdit(cluster.cluster())
                .write(
                        steps.statefulSet(),
                        live -> live.at("/spec/updateStrategy/rollingUpdate/partition")
                                        .asInt()
                                == partition,
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/updateStrategy/rollingUpdate")
                                    .put("partition", partition);
                            return changed;
                        });
    }

    private boolean isObserved() {
        JsonNode set = steps.statefulSet();
        return set.at("/status/observedGeneration").asLong()
                >= set.at("/metadata/generation").asLong();
    }

    private String newest() {
        return steps.statefulSet().at("/status/updateRevision").asText();
    }

    private String revisionOf(int node) {
        return service.live(ObjectKind.POD, names.pod(node))
                .orElseThrow()
                .at("/metadata/labels/controller-revision-hash")
                .asText();
    }

    private Outcome answer(Instant sent) {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        SteppedReconciler update = beans.stepped();
        Pointer event = new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names), Optional.of(sent));
        return beans.services().with(event, live -> update.reconcile(live, new EventBatch(List.of(event))));
    }

    private void change(String... args) {
        steps.change(spec -> List.of(args).forEach(spec.putArray("startArgs")::add));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
