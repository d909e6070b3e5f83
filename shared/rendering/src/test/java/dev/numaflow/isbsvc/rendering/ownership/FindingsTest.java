package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private static final Names SERVICE = new Names("data", "default");
    private static final BufferConfig CONFIG = BufferConfig.read(new YamlText(
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
        Findings findings = findings(List.of(pipeline("p", "uid-1", "y")), Map.of());

        assertThat(findings.gaps()).hasSize(5).allMatch(Findings.Gap::stream);
        assertThat(findings.complete()).isFalse();
    }

    @Test
    void whatIsThereAsItWasAskedForIsPresent() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));

        Findings findings = findings(pipelines, made(pipelines));

        assertThat(findings.present()).isEqualTo(5);
        assertThat(findings.complete()).isTrue();
    }

    @Test
    void aStreamThatBelongsToAnotherLivingPipelineIsNotShared() {
        JsonNode later = pipeline("p-x", "uid-2", "y");
        JsonNode earlier = pipeline("p", "uid-1", "x-y");

        Findings findings = findings(List.of(earlier, later), made(List.of(later)));

        assertThat(findings.taken())
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

        Demand demand = demand(List.of(serving, made));

        assertThat(demand.refused()).isEmpty();
        assertThat(demand.wanted())
                .extracting(wanted -> wanted.claimant().owner().uid())
                .containsOnly("uid-s");
        assertThat(demand.wanted()).extracting(Wanted::name).contains("serving-source-s", "data-s-s-y-0");
    }

    @Test
    void aPipelineThatIsBeingDeletedKeepsItsNamesAndGetsNothing() {
        ObjectNode leaving = pipeline("p", "uid-1", "x-y").deepCopy();
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-01-02T00:00:00Z");

        Demand demand = demand(List.of(leaving, pipeline("p-x", "uid-2", "y")));

        assertThat(demand.wanted()).isEmpty();
        assertThat(demand.refused()).hasSize(1);
    }

    private static Findings findings(List<JsonNode> pipelines, Map<String, JsonNode> streams) {
        Map<String, Map<String, JsonNode>> consumers = new HashMap<>();
        demand(pipelines).wanted().forEach(wanted -> consumers.put(wanted.name(), wanted.consumers()));
        LivePipelines living = LivePipelines.of(pipelines);
        Set<String> claimed = living.claimedNames(CONFIG);
        return Findings.of(demand(pipelines), new Holding(streams, consumers), living, claimed);
    }

    private static Map<String, JsonNode> made(List<JsonNode> pipelines) {
        Map<String, JsonNode> streams = new HashMap<>();
        demand(pipelines).wanted().forEach(wanted -> streams.put(wanted.name(), wanted.config()));
        return streams;
    }

    private static Demand demand(List<JsonNode> pipelines) {
        return Demand.of(LivePipelines.of(pipelines).of(SERVICE, ""), CONFIG);
    }

    private static JsonNode pipeline(String name, String uid, String sink) {
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
