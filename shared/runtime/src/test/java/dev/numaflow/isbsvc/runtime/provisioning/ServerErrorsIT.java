package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real servers refuse is told, tried again where that may help, and stops nothing else. */
class ServerErrorsIT {

    private static final Names OTHER = new Names("data", "other");

    /** Servers notice within 150 s that one has gone that could not say so, and look every 30 s. */
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{1}, on {0} nodes")
    @CsvSource({"1, insufficient storage resources available", "3, insufficient storage"})
    void withoutRoomForTheBuffersThatIsReportedAndTheBucketsAreMade(int nodes, String reason) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes)) {
            served.serve(OTHER, served.streamConfig().replace("maxBytes: -1", "maxBytes: 9000000000"));
            served.api.delete(
                    served.cluster.get(ObjectRef.of(ServedPipelines.SERVICE)).orElseThrow());
            JsonNode pipeline = served.apply(usingOther(TestPipelines.pipeline("p", "a", "b")));

            Outcome outcome = served.reconcile(pipeline);

            assertThat(served.names())
                    .contains("KV_data-p-in-a_OT", "KV_data-p-b_SINK_OT", "KV_data-p_SIDE_INPUTS")
                    .doesNotContain("data-p-a-0", "data-p-b-0");
            assertThat(outcome).as("nobody needs to try again").isNotNull();
            assertThat(failures(served)).contains("stream data-p-a-0", "stream data-p-b-0", reason);
        }
    }

    @Test
    void aSubjectThatAStreamOfSomebodyElseTakesIsReportedAndTheRestIsMade() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 1)) {
            ObjectNode foreign = JsonNodeFactory.instance.objectNode().put("name", "notes");
            foreign.putArray("subjects").add("data-p-a-0");
            assertThat(served.streams.createStream(foreign)).isEqualTo(new CreateResult.Made());

            Outcome outcome = served.reconcile(served.apply(TestPipelines.pipeline("p", "a", "b")));

            assertThat(served.names()).contains("notes", "data-p-b-0").doesNotContain("data-p-a-0");
            assertThat(outcome.message()).contains("1 refused");
            assertThat(failures(served)).contains("stream data-p-a-0", "subjects overlap");
        }
    }

    @Test
    void aStreamWhoseOnlyNodeIsAwayKeepsNothingOfOthersFromBeingMade() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 3)) {
            served.serve(OTHER, RunningService.ONE_REPLICA);
            served.api.delete(
                    served.cluster.get(ObjectRef.of(ServedPipelines.SERVICE)).orElseThrow());
            served.reconcile(served.apply(usingOther(TestPipelines.pipeline("p", "a"))));
            String leader = served.streams.stream("data-p-a-0")
                    .orElseThrow()
                    .at("/cluster/leader")
                    .asText();
            served.servers.stream()
                    .filter(server -> server.name().equals(leader))
                    .forEach(NatsServer::stop);
            await().atMost(LONG).until(ServerErrorsIT::aPeerIsOffline);
            JsonNode other = served.apply(usingOther(TestPipelines.pipeline("q", "b")));

            await().atMost(LONG).untilAsserted(() -> assertPutOff(served, other));

            try (JetStreamApi streams = new NatsAccess(served.cluster).connect(OTHER, false)) {
                assertThat(streams.streams())
                        .extracting(stream -> stream.at("/config/name").asText())
                        .contains("data-q-b-0", "KV_data-q-b_SINK_OT", "KV_data-q_SIDE_INPUTS");
            }
            assertThat(served.api.events())
                    .anyMatch(event -> event.startsWith("q BuffersCreated: ") && event.contains("data-q-b-0"));
        }
    }

    /** Newer servers place copies on a node that is away, as long as a quorum is there. */
    @Test
    void withoutNodesForAllCopiesThatIsReportedAndTriedAgainUntilTheyAreBack() throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, 3, NatsServerBinary.obtainOldest())) {
            served.reconcileUntilDone(served.apply(TestPipelines.pipeline("before", "a")));
            JsonNode pipeline = served.apply(TestPipelines.pipeline("p", "a", "b"));
            served.servers.get(1).stop();

            await().atMost(LONG).until(ServerErrorsIT::aPeerIsOffline);

            assertPutOff(served, pipeline);

            assertThat(failures(served)).contains("stream data-p-a-0", "no suitable peers", "peer offline");
            served.servers.get(1).restart();
            served.servers.forEach(NatsServer::awaitHealthy);
            served.reconcileUntilDone(pipeline);
            assertThat(served.reconcile(pipeline).message()).contains("0 made, 13 present");
        }
    }

    private static boolean aPeerIsOffline() {
        return new ServerReports(new Monitoring())
                .of(ServedPipelines.SERVICE, 3).stream()
                        .flatMap(node -> node.peers().stream())
                        .anyMatch(PeerReport::offline);
    }

    private static void assertPutOff(ServedPipelines served, JsonNode pipeline) {
        assertThatThrownBy(() -> served.reconcile(pipeline)).isInstanceOf(NatsUnavailable.class);
    }

    private static JsonNode usingOther(JsonNode pipeline) {
        ((ObjectNode) pipeline.path("spec")).put("interStepBufferServiceName", "other");
        return pipeline;
    }

    private static String failures(ServedPipelines served) {
        return String.join(
                "\n",
                served.api.events().stream()
                        .filter(event -> event.startsWith("p BuffersFailed: "))
                        .toList());
    }
}
