package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.deleted;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.orphans;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided about the streams of a Pipeline that uses another service now. */
class MovedStreamsTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final Names HERE = new Names("data", "default");
    private static final String BUFFER = "data-p-y-0";

    @Test
    void whatAPipelineOfAnotherServiceHasIsMovedAndNeitherUnwantedNorOrphaned() {
        for (JsonNode away : List.of(moved("uid-1"), moved("made anew"), elsewhere("uid-1"))) {
            Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
            StreamDiff diff = diff(List.of(away), streams, NOW.plus(Duration.ofDays(30)));

            assertThat(diff.actions()).hasSize(5).allMatch(action -> action.state() == StreamState.MOVED);
            assertThat(diff.due()).isEmpty();
            assertThat(moved(List.of(away), streams)).singleElement().satisfies(moved -> {
                assertThat(moved.pipeline().object()).isEqualTo(away);
                assertThat(moved.streams()).hasSize(5);
            });
        }
    }

    @Test
    void whileItIsBeingDeletedItKeepsEverythingAndWhenItIsGoneEverythingIsOrphaned() {
        ObjectNode leaving = moved("uid-1").deepCopy();
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-01-02T00:00:00Z");
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));

        assertThat(diff(List.of(leaving), streams).actions()).isEmpty();
        assertThat(orphans(diff(List.of(), streams))).hasSize(5);
    }

    @Test
    void aServingPipelineThatMovedBeforeThePipelineThatIsMadeForItKeepsWhatThatStillAsksFor() {
        JsonNode serving = serving("default");
        Map<String, StreamReport> streams = made(List.of(serving));

        assertThat(moved(List.of(serving("other"), pipeline("s-s", "uid-p", "y")), streams))
                .singleElement()
                .satisfies(moved -> assertThat(moved.streams())
                        .extracting(StreamReport::name)
                        .contains("serving-source-s")
                        .doesNotContain("data-s-s-y-0"));
    }

    @Test
    void onlyAllTogetherGoesAndOnlyWhenTheOtherServiceHasTakenOver() {
        assertThat(decision(0, Optional.of("which does not exist")).isDue()).isFalse();
        assertThat(decision(0, Optional.empty()).isDue()).isTrue();
        DeletionDecision undrained = decision(20, Optional.empty());
        assertThat(undrained.isDue()).isFalse();
        assertThat(undrained.isToBeMarked()).isTrue();
        assertThat(decision(20, Optional.of("which does not exist")).isToBeMarked())
                .isFalse();
    }

    @Test
    void theApprovalOfOneDeletionIsNoneOfAnother() {
        DeletionDecision held = decided(moved("uid-1"), NOW, Optional.empty());
        String id = held.id().orElseThrow();
        assertThat(held.message(NOW.plusSeconds(99)))
                .contains(
                        "5 streams and buckets stay on service data/default, with 20 unread messages (data-p-y-0: 20)")
                .endsWith(Annotations.APPROVE + ": " + id);

        JsonNode approved = approving(moved("uid-1"), "12345678 , " + id);
        assertThat(decided(approved, NOW, Optional.empty()).isDue()).isTrue();
        assertThat(decided(approved, NOW, Optional.of("which is being deleted")).isDue())
                .as("the other service is gone again")
                .isFalse();
        assertThat(decided(approved, NOW.plusSeconds(1), Optional.empty()).isDue())
                .as("moved another time")
                .isFalse();
        ObjectNode further = approved.deepCopy();
        ((ObjectNode) further.path("spec")).put("interStepBufferServiceName", "third");
        assertThat(decided(further, NOW, Optional.empty()).isDue())
                .as("moved on")
                .isFalse();
    }

    /** Writers may still run when a Pipeline is first seen to have moved, and an Event is never written over. */
    @ParameterizedTest
    @CsvSource({"0, 1, true", "0, 20, true", "20, 99, false", "20, 100, true"})
    void whatStaysIsReportedAgainWhenItIsMuchMore(int first, int later, boolean again) {
        String reported = decision(first, Optional.empty()).identity(NOW);

        assertThat(decision(later, Optional.empty()).identity(NOW).equals(reported))
                .isEqualTo(!again);
    }

    @Test
    void inspectingTheServiceShowsWhatWaitsAndHowItIsApproved() {
        Map<String, StreamReport> streams = marked(NOW, 20);
        JsonNode away = moved("uid-1");
        DeletionDecision held = decided(away, NOW, Optional.empty());

        ActualStreams actual = new ActualStreams(streams, 3);
        assertThat(BufferState.all(
                        StreamDiffTest.desired(List.of(away)),
                        actual,
                        StreamDiffTest.diff(List.of(away), actual, NOW, Optional.empty()),
                        0))
                .hasSize(5)
                .allMatch(state -> state.state() == BufferState.StreamState.MOVED && !state.good())
                .filteredOn(state -> state.stream().equals(BUFFER))
                .singleElement()
                .satisfies(state -> assertThat(state.why())
                        .contains("Pipeline data/p, which uses service data/other now; 20 unread; ")
                        .endsWith("kubectl annotate --overwrite pipeline -n data p " + Annotations.APPROVE + "="
                                + held.id().orElseThrow()));
    }

    @Test
    void theGracePeriodOfAVertexBeginsAnewWhenItsPipelineComesBackWithoutIt() {
        JsonNode back = pipeline("p", "uid-1", "z");
        JsonNode before = StreamOwner.markedMoved(
                StreamOwner.markedUnwanted(
                        made(List.of(pipeline("p", "uid-1", "y"))).get(BUFFER).config(), NOW),
                NOW);

        Map<String, StreamReport> streams = Map.of(BUFFER, report(before).withConsumers(waiting(5)));

        assertThat(deleted(diff(List.of(back), streams, NOW.plus(Duration.ofDays(30)))))
                .isEmpty();
        assertThat(StreamDiffTest.marked(diff(List.of(back), streams, NOW))).hasSize(1);
        assertThat(StreamOwner.movedSince(StreamOwner.markedUnwanted(before, NOW)))
                .isEmpty();
    }

    private static DeletionDecision decided(JsonNode pipeline, Instant since, Optional<String> waitsFor) {
        return new DeletionDecision(moved(List.of(pipeline), marked(since, 20)).get(0), HERE, waitsFor);
    }

    private static DeletionDecision decision(int unread, Optional<String> waitsFor) {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        streams.computeIfPresent(BUFFER, (name, stream) -> stream.withConsumers(waiting(unread)));
        return new DeletionDecision(moved(List.of(moved("uid-1")), streams).get(0), HERE, waitsFor);
    }

    private static List<MovedStreams> moved(List<JsonNode> pipelines, Map<String, StreamReport> streams) {
        return MovedStreams.among(
                new ActualStreams(streams, 3), StreamDiffTest.desired(pipelines), LivePipelines.of(pipelines));
    }

    private static Map<String, StreamReport> marked(Instant since, int unread) {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.markedMoved(stream.config(), since)));
        streams.computeIfPresent(BUFFER, (name, stream) -> stream.withConsumers(waiting(unread)));
        return streams;
    }

    private static List<ConsumerReport> waiting(int unread) {
        return List.of(new ConsumerReport(BUFFER, json("{}"), unread, 0));
    }

    private static JsonNode moved(String uid) {
        ObjectNode moved = pipeline("p", uid, "y").deepCopy();
        ((ObjectNode) moved.path("spec")).put("interStepBufferServiceName", "other");
        return moved;
    }

    private static JsonNode elsewhere(String uid) {
        ObjectNode moved = pipeline("p", uid, "y").deepCopy();
        moved.withObject("/metadata/annotations").put(Annotations.INSTANCE, "blue");
        return moved;
    }

    private static JsonNode approving(JsonNode pipeline, String ids) {
        ObjectNode approving = pipeline.deepCopy();
        approving.withObject("/metadata/annotations").put(Annotations.APPROVE, ids);
        return approving;
    }

    private static JsonNode serving(String service) {
        return json(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: ServingPipeline
                metadata: {name: s, namespace: data, uid: uid-s, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  pipeline:
                    interStepBufferServiceName: %s
                    vertices: [{name: in, source: {serving: {}}}, {name: y, sink: {log: {}}}]
                    edges: [{from: in, to: y}]
                """
                        .formatted(service));
    }
}
