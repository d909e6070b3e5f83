package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamDiffTest {

    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final Names SERVICE = new Names("data", "default");
    static final BufferConfig CONFIG = BufferConfig.read(new YamlText(
                    """
                    stream: {retention: 0, maxMsgs: 100, maxAge: 72h, maxBytes: -1, storage: 0, replicas: 3, duplicates: 60s}
                    consumer: {ackWait: 60s, maxAckPending: 25000}
                    otBucket: {maxValueSize: 0, history: 1, ttl: 3h, maxBytes: 0, storage: 0, replicas: 3}
                    procBucket: {maxValueSize: 0, history: 1, ttl: 72h, maxBytes: 0, storage: 0, replicas: 3}
                    """,
                    "test"))
            .value();

    @Test
    void everythingThatIsMissingIsAGap() {
        StreamDiff diff = diff(List.of(pipeline("p", "uid-1", "y")), Map.of());

        assertThat(diff.gaps()).hasSize(5).allMatch(StreamDiff.Gap::stream);
        assertThat(diff.complete(NOW)).isFalse();
    }

    @Test
    void whatIsThereAsItWasAskedForIsPresent() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));

        StreamDiff diff = diff(pipelines, made(pipelines));

        assertThat(diff.present()).isEqualTo(5);
        assertThat(diff.complete(NOW)).isTrue();
    }

    @Test
    void aStreamThatBelongsToAnotherLivingPipelineIsNotShared() {
        JsonNode later = pipeline("p-x", "uid-2", "y");
        JsonNode earlier = pipeline("p", "uid-1", "x-y");

        StreamDiff diff = diff(List.of(earlier, later), made(List.of(later)));

        assertThat(diff.taken())
                .extracting(taken -> taken.wanted().name() + " of " + taken.holder())
                .containsExactlyInAnyOrder(
                        "data-p-x-y-0 of Pipeline data/p-x", "KV_data-p-x-y_SINK_OT of Pipeline data/p-x");
    }

    @Test
    void thePipelineThatNumaflowMakesForAServingPipelineAsksForNothingItself() {
        JsonNode serving = yaml(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: ServingPipeline
                metadata: {name: s, namespace: data, uid: uid-s, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  pipeline:
                    vertices: [{name: in, source: {serving: {}}}, {name: y, sink: {log: {}}}]
                    edges: [{from: in, to: y}]
                """);
        JsonNode made = pipeline("s-s", "uid-p", "y");

        DesiredStreams desired = desired(List.of(serving, made));

        assertThat(desired.refused()).isEmpty();
        assertThat(desired.wanted())
                .extracting(wanted -> wanted.claimant().owner().uid())
                .containsOnly("uid-s");
        assertThat(desired.wanted()).extracting(DesiredStream::name).contains("serving-source-s", "data-s-s-y-0");
    }

    @Test
    void aPipelineThatIsBeingDeletedKeepsItsNamesAndGetsNothing() {
        ObjectNode leaving = pipeline("p", "uid-1", "x-y").deepCopy();
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-01-02T00:00:00Z");

        DesiredStreams desired = desired(List.of(leaving, pipeline("p-x", "uid-2", "y")));

        assertThat(desired.wanted()).isEmpty();
        assertThat(desired.refused()).hasSize(1);
    }

    @Test
    void streamsOfAPipelineThatIsGoneAreOrphansAndNothingElseIs() {
        JsonNode gone = pipeline("p", "uid-1", "y");
        Map<String, StreamReport> streams = made(List.of(gone));
        streams.put("notes", report(json("{'name': 'notes'}")));

        assertThat(diff(List.of(), streams).orphans())
                .extracting(Orphan::name)
                .hasSize(5)
                .doesNotContain("notes")
                .contains("data-p-y-0");
    }

    @Test
    void ofAnEarlierPipelineOfTheNameTheNewOneTakesOverWhatItAsksForAndTheRestIsOrphaned() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));

        StreamDiff diff = diff(List.of(pipeline("p", "uid-9", "z")), streams);

        assertThat(diff.adoptions())
                .extracting(StreamDiff.Adoption::stream)
                .containsExactlyInAnyOrder("KV_data-p-in_SOURCE_OT", "KV_data-p_SIDE_INPUTS");
        assertThat(diff.orphans())
                .extracting(Orphan::name)
                .containsExactly("KV_data-p-in-y_OT", "KV_data-p-y_SINK_OT", "data-p-y-0");
    }

    @Test
    void aLivingPipelineOfTheNameThatCannotBeReadKeepsEverything() {
        ObjectNode unreadable = pipeline("p", "uid-9", "y").deepCopy();
        unreadable.withObject("/spec").put("vertices", "none");

        assertThat(diff(List.of(unreadable), made(List.of(pipeline("p", "uid-1", "y"))))
                        .orphans())
                .isEmpty();
    }

    @Test
    void aStreamWithoutOwnerThatFitsIsAdoptedAndWhatVersionsBeforeLeftBesideIt() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.replaceAll((name, stream) -> report(without(stream.config(), "metadata")));
        streams.put("KV_data-p-in-y_PROCESSORS", report(json("{'name': 'KV_data-p-in-y_PROCESSORS'}")));

        assertThat(diff(pipelines, streams).adoptions())
                .hasSize(6)
                .extracting(StreamDiff.Adoption::stream)
                .contains("data-p-y-0", "KV_data-p-in-y_PROCESSORS");
    }

    @Test
    void settingsAreLeftAndToldAndWhatCannotWorkIsToBePutRight() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));

        StreamDiff settings = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'max_msgs': 5}")));
        StreamDiff subject = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'subjects': ['wrong']}")));
        StreamDiff copies = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'num_replicas': 5}")));
        StreamDiff fewer = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'num_replicas': 1}")));

        assertThat(settings.damaged()).isEmpty();
        assertThat(settings.drifted()).hasSize(1);
        assertThat(subject.damaged()).hasSize(1);
        assertThat(subject.present()).isEqualTo(4);
        assertThat(copies.damaged()).as("more copies than nodes").hasSize(1);
        assertThat(fewer.damaged()).as("a setting").isEmpty();
    }

    @Test
    void aConsumerThatCannotWorkIsMadeAnewUnlessItsStreamWouldForgetMessagesWithoutIt() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        StreamReport stream = streams.get("data-p-y-0");
        ObjectNode config = stream.consumers().get(0).config().deepCopy();
        List<ConsumerReport> broken =
                List.of(new ConsumerReport("data-p-y-0", config.put("filter_subject", "other"), 0, 0));
        streams.put("data-p-y-0", stream.withConsumers(broken));

        assertThat(diff(pipelines, streams).damaged()).hasSize(1);

        ObjectNode interest = stream.config().deepCopy();
        streams.put("data-p-y-0", report(interest.put("retention", "interest")).withConsumers(broken));
        assertThat(diff(pipelines, streams).damaged()).isEmpty();
    }

    @Test
    void whatALivingPipelineDoesNotWantAnyMoreWaitsUntilItIsDrainedAndBucketsWaitForBuffers() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        List<JsonNode> changed = List.of(pipeline("p", "uid-1", "z"));
        StreamReport drained = streams.get("data-p-y-0");
        ConsumerReport consumer = drained.consumers().get(0);
        streams.put(
                "data-p-y-0",
                drained.withConsumers(List.of(new ConsumerReport(consumer.name(), consumer.config(), 1, 0))));

        StreamDiff waiting = diff(changed, streams);

        assertThat(waiting.due(NOW)).isEmpty();
        assertThat(waiting.unmarked(NOW))
                .extracting(Unwanted::name)
                .containsExactly("KV_data-p-in-y_OT", "KV_data-p-y_SINK_OT", "data-p-y-0");
        streams.put("data-p-y-0", drained);
        assertThat(diff(changed, streams).due(NOW)).hasSize(3);
    }

    @Test
    void theGracePeriodOfThePipelineEndsTheWaiting() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        ObjectNode changed = pipeline("p", "uid-1", "z").deepCopy();
        changed.withObject("/spec/lifecycle").put("deletionGracePeriodSeconds", 90);
        ConsumerReport waiting = new ConsumerReport("c", json("{}"), 7, 0);
        streams.replaceAll((name, stream) ->
                report(StreamOwner.markedUnwanted(stream.config(), NOW)).withConsumers(List.of(waiting)));

        StreamDiff diff = diff(List.of(changed), streams);

        assertThat(diff.due(NOW.plusSeconds(89))).isEmpty();
        assertThat(diff.due(NOW.plusSeconds(90))).hasSize(3);
    }

    @Test
    void whatIsWantedAgainLosesItsMark() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.computeIfPresent(
                "KV_data-p_SIDE_INPUTS", (name, stream) -> report(StreamOwner.markedUnwanted(stream.config(), NOW)));

        StreamDiff diff = diff(pipelines, streams);

        assertThat(diff.adoptions()).extracting(StreamDiff.Adoption::stream).containsExactly("KV_data-p_SIDE_INPUTS");
        assertThat(StreamOwner.unwantedSince(pipelineOwner()
                        .writtenInto(streams.get("KV_data-p_SIDE_INPUTS").config())))
                .isEmpty();
    }

    private static StreamOwner pipelineOwner() {
        return StreamOwner.of(pipeline("p", "uid-1", "y"));
    }

    static Map<String, StreamReport> changed(List<JsonNode> pipelines, String stream, JsonNode fields) {
        Map<String, StreamReport> streams = made(pipelines);
        StreamReport before = streams.get(stream);
        ObjectNode config = before.config().deepCopy();
        fields.properties().forEach(field -> config.set(field.getKey(), field.getValue()));
        streams.put(stream, report(config).withConsumers(before.consumers()));
        return streams;
    }

    private static JsonNode without(JsonNode config, String field) {
        ObjectNode copy = config.deepCopy();
        copy.remove(field);
        return copy;
    }

    static StreamDiff diff(List<JsonNode> pipelines, Map<String, StreamReport> streams) {
        return StreamDiff.of(desired(pipelines), new ActualStreams(streams, 3), LivePipelines.of(pipelines));
    }

    static Map<String, StreamReport> made(List<JsonNode> pipelines) {
        Map<String, StreamReport> streams = new HashMap<>();
        desired(pipelines)
                .wanted()
                .forEach(wanted -> streams.put(
                        wanted.name(),
                        report(wanted.config())
                                .withConsumers(wanted.consumers().entrySet().stream()
                                        .map(each -> new ConsumerReport(each.getKey(), each.getValue(), 0, 0))
                                        .toList())));
        return streams;
    }

    static StreamReport report(JsonNode config) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.set("config", config);
        return StreamReport.of(info);
    }

    static JsonNode json(String text) {
        return yaml(text);
    }

    static DesiredStreams desired(List<JsonNode> pipelines) {
        return DesiredStreams.of(LivePipelines.of(pipelines).of(SERVICE, ""), CONFIG);
    }

    static JsonNode pipeline(String name, String uid, String sink) {
        return yaml(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: %s, namespace: data, uid: %s, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  vertices: [{name: in, source: {generator: {}}}, {name: %s, sink: {log: {}}}]
                  edges: [{from: in, to: %s}]
                """
                        .formatted(name, uid, sink, sink));
    }

    private static JsonNode yaml(String text) {
        return YamlDocuments.read(text, "test").value().get(0);
    }
}
