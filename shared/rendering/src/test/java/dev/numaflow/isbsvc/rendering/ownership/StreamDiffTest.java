package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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

        assertThat(diff.actions()).hasSize(5);
        assertThat(diff.due(Kind.CREATE, Create.class)).hasSize(5).allMatch(Create::isNew);
    }

    @Test
    void whatIsThereAsItWasAskedForIsPresent() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));

        StreamDiff diff = diff(pipelines, made(pipelines));

        assertThat(diff.present()).isEqualTo(5);
        assertThat(diff.actions()).isEmpty();
    }

    @Test
    void aStreamThatBelongsToAnotherLivingPipelineIsNotShared() {
        JsonNode later = pipeline("p-x", "uid-2", "y");
        JsonNode earlier = pipeline("p", "uid-1", "x-y");

        StreamDiff diff = diff(List.of(earlier, later), made(List.of(later)));

        assertThat(diff.reported())
                .filteredOn(action -> action.state() == StreamState.TAKEN)
                .allMatch(action -> action.reason() == Reason.BUFFERS_REFUSED && !action.isDue())
                .extracting(taken -> taken.stream() + " of " + taken.details())
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
        assertThat(desired.streams())
                .extracting(wanted -> wanted.pipeline().owner().uid())
                .containsOnly("uid-s");
        assertThat(desired.streams()).extracting(DesiredStream::name).contains("serving-source-s", "data-s-s-y-0");
    }

    @Test
    void aPipelineThatIsBeingDeletedKeepsItsNamesAndGetsNothing() {
        ObjectNode leaving = pipeline("p", "uid-1", "x-y").deepCopy();
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-01-02T00:00:00Z");

        DesiredStreams desired = desired(List.of(leaving, pipeline("p-x", "uid-2", "y")));

        assertThat(desired.streams()).isEmpty();
        assertThat(desired.refused()).hasSize(1);
    }

    @Test
    void streamsOfAPipelineThatIsGoneAreOrphansAndNothingElseIs() {
        JsonNode gone = pipeline("p", "uid-1", "y");
        Map<String, StreamReport> streams = made(List.of(gone));
        streams.put("notes", report(json("{'name': 'notes'}")));

        assertThat(orphans(diff(List.of(), streams)))
                .hasSize(5)
                .doesNotContain("notes")
                .contains("data-p-y-0");
    }

    @Test
    void ofAnEarlierPipelineOfTheNameTheNewOneTakesOverWhatItAsksForAndTheRestIsOrphaned() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));

        StreamDiff diff = diff(List.of(pipeline("p", "uid-9", "z")), streams);

        assertThat(names(diff, Kind.ADOPT))
                .containsExactlyInAnyOrder("KV_data-p-in_SOURCE_OT", "KV_data-p_SIDE_INPUTS");
        assertThat(orphans(diff))
                .as("buffers first, and then the buckets that keep their progress")
                .containsExactly("data-p-y-0", "KV_data-p-in-y_OT", "KV_data-p-y_SINK_OT");
    }

    @Test
    void aLivingPipelineOfTheNameThatCannotBeReadKeepsEverything() {
        ObjectNode unreadable = pipeline("p", "uid-9", "y").deepCopy();
        unreadable.withObject("/spec").put("vertices", "none");

        assertThat(orphans(diff(List.of(unreadable), made(List.of(pipeline("p", "uid-1", "y"))))))
                .isEmpty();
    }

    @Test
    void aStreamWithoutOwnerThatFitsIsAdoptedAndWhatVersionsBeforeLeftBesideIt() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.replaceAll((name, stream) -> report(without(stream.config(), "metadata")));
        streams.put("KV_data-p-in-y_PROCESSORS", report(json("{'name': 'KV_data-p-in-y_PROCESSORS'}")));

        assertThat(names(diff(pipelines, streams), Kind.ADOPT))
                .hasSize(6)
                .contains("data-p-y-0", "KV_data-p-in-y_PROCESSORS");
    }

    @Test
    void settingsAreLeftAndReportedAndWhatCannotWorkIsToBePutRight() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));

        StreamDiff settings = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'max_msgs': 5}")));
        StreamDiff subject = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'subjects': ['wrong']}")));
        StreamDiff copies = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'num_replicas': 5}")));
        StreamDiff fewer = diff(pipelines, changed(pipelines, "data-p-y-0", json("{'num_replicas': 1}")));

        assertThat(settings.due()).isEmpty();
        assertThat(names(settings, Kind.LEAVE)).hasSize(1);
        assertThat(names(subject, Kind.REPAIR)).hasSize(1);
        assertThat(subject.present()).isEqualTo(4);
        assertThat(names(copies, Kind.REPAIR)).as("more copies than nodes").hasSize(1);
        assertThat(fewer.due()).as("a setting").isEmpty();
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

        assertThat(names(diff(pipelines, streams), Kind.REPAIR)).hasSize(1);

        ObjectNode interest = stream.config().deepCopy();
        streams.put("data-p-y-0", report(interest.put("retention", "interest")).withConsumers(broken));
        assertThat(names(diff(pipelines, streams), Kind.REPAIR)).isEmpty();
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

        assertThat(deleted(waiting)).isEmpty();
        assertThat(marked(waiting)).containsExactly("KV_data-p-in-y_OT", "KV_data-p-y_SINK_OT", "data-p-y-0");
        streams.put("data-p-y-0", drained);
        assertThat(deleted(diff(changed, streams))).hasSize(3);
    }

    @Test
    void theGracePeriodOfThePipelineEndsTheWaiting() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        ObjectNode changed = pipeline("p", "uid-1", "z").deepCopy();
        changed.withObject("/spec/lifecycle").put("deletionGracePeriodSeconds", 90);
        ConsumerReport waiting = new ConsumerReport("c", json("{}"), 7, 0);
        streams.replaceAll((name, stream) ->
                report(StreamOwner.markedUnwanted(stream.config(), NOW)).withConsumers(List.of(waiting)));

        assertThat(deleted(diff(List.of(changed), streams, NOW.plusSeconds(89))))
                .isEmpty();
        assertThat(deleted(diff(List.of(changed), streams, NOW.plusSeconds(90))))
                .hasSize(3);
    }

    @Test
    void whatIsWantedAgainLosesItsMark() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.computeIfPresent(
                "KV_data-p_SIDE_INPUTS", (name, stream) -> report(StreamOwner.markedUnwanted(stream.config(), NOW)));

        StreamDiff diff = diff(pipelines, streams);

        assertThat(names(diff, Kind.ADOPT)).containsExactly("KV_data-p_SIDE_INPUTS");
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
        return diff(pipelines, streams, NOW);
    }

    /** Of Pipelines that use another service it is not known whether that has taken over. */
    static StreamDiff diff(List<JsonNode> pipelines, Map<String, StreamReport> streams, Instant now) {
        return diff(pipelines, new ActualStreams(streams, 3), now, Optional.of("which does not exist"));
    }

    static StreamDiff diff(List<JsonNode> pipelines, ActualStreams actual, Instant now, Optional<String> waitsFor) {
        return StreamDiff.of(
                desired(pipelines),
                actual,
                new StreamDiff.Owners(
                        LivePipelines.of(pipelines), moved -> new DeletionDecision(moved, SERVICE, waitsFor), now));
    }

    static List<String> names(StreamDiff diff, Kind kind) {
        return names(diff, action -> action.kind() == kind);
    }

    static List<String> deleted(StreamDiff diff) {
        return names(diff, action -> action.reason() == Reason.BUFFERS_REMOVED);
    }

    /** Those of which it is recorded since when they are kept. */
    static List<String> marked(StreamDiff diff) {
        return names(diff, action -> action.kind() == Kind.KEEP && action.isDue());
    }

    static List<String> orphans(StreamDiff diff) {
        return names(diff, StreamAction::isOfGone);
    }

    static List<String> unwanted(StreamDiff diff) {
        return names(diff, action -> action.state() == StreamState.UNWANTED);
    }

    private static List<String> names(StreamDiff diff, Predicate<StreamAction> which) {
        return diff.actions().stream().filter(which).map(StreamAction::stream).toList();
    }

    static Map<String, StreamReport> made(List<JsonNode> pipelines) {
        Map<String, StreamReport> streams = new HashMap<>();
        desired(pipelines)
                .streams()
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
