package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {

    @Test
    void usesTheServiceCalledDefaultUnlessAnotherIsNamed() {
        assertThat(pipeline("vertices: [{name: in, source: {}}]").value().serviceName())
                .isEqualTo("default");
        assertThat(pipeline("interStepBufferServiceName: ''\nvertices: [{name: in, source: {}}]")
                        .value()
                        .serviceName())
                .isEqualTo("default");
        assertThat(pipeline("interStepBufferServiceName: other\nvertices: [{name: in, source: {}}]")
                        .value()
                        .serviceName())
                .isEqualTo("other");
    }

    @Test
    void plansNoBufferForAPipelineOfSourcesAlone() {
        assertThat(names("vertices: [{name: in, source: {}, partitions: 3}]"))
                .containsExactly("KV_data-p-in_SOURCE_OT", "KV_data-p_SIDE_INPUTS");
    }

    @Test
    void countsAVertexWithSourceAndSinkAsASource() {
        assertThat(names("vertices: [{name: both, source: {}, sink: {}}]"))
                .containsExactly("KV_data-p-both_SOURCE_OT", "KV_data-p_SIDE_INPUTS");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "'partitions: 0', 1",
        "'partitions: -4', 1",
        "'partitions: 3', 3",
        "'partitions: null', 1",
        "'partitions: 3, udf: {groupBy: {}}', 1",
        "'partitions: 3, udf: {groupBy: {keyed: false}}', 1",
        "'partitions: 3, udf: {groupBy: {keyed: true}}', 3",
        "'partitions: 3, udf: {container: {}}', 3",
        "'partitions: 3, source: null, sink: {log: {}}', 3"
    })
    void makesABufferForEachPartition(String fields, int buffers) {
        assertThat(names("vertices: [{name: v, %s}]".formatted(fields)))
                .filteredOn(name -> !name.startsWith("KV_"))
                .hasSize(buffers)
                .contains("data-p-v-0", "data-p-v-" + (buffers - 1));
    }

    @Test
    void ignoresFieldsThatDoNotDecideAboutBuffers() {
        assertThat(pipeline("vertices: [{name: in, source: {novel: 1}, scale: {min: many}}]\nnovel: [1]\nlimits: 7")
                        .isGood())
                .isTrue();
    }

    @Test
    void refusesWrongTypesOfTheFieldsItNeedsAllAtOnce() {
        Parsed<PipelineLike> pipeline = pipeline(
                """
                interStepBufferServiceName: 7
                vertices:
                - {name: in, source: yes please}
                - {name: 5, sink: {}}
                - {name: cat, partitions: "2", udf: {groupBy: {keyed: "true"}}}
                - {name: Cat_1, udf: 3}
                - {name: cat, partitions: 1001}
                - nothing
                edges:
                - {from: in, to: dog}
                - {from: in}
                - {from: in, to: cat}
                - {from: in, to: cat}
                """);

        assertThat(pipeline.violations())
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        "spec.interStepBufferServiceName",
                        "spec.vertices[0].source",
                        "spec.vertices[1].name",
                        "spec.vertices[2].partitions",
                        "spec.vertices[2].udf.groupBy.keyed",
                        "spec.vertices[3].name",
                        "spec.vertices[3].udf",
                        "spec.vertices[4].name",
                        "spec.vertices[4].partitions",
                        "spec.vertices[5].name",
                        "spec.edges[0].to",
                        "spec.edges[1].to",
                        "spec.edges[3]");
    }

    @ParameterizedTest
    @CsvSource({
        "'vertices: []', spec.vertices",
        "'edges: []', spec.vertices",
        "'vertices: {}', spec.vertices",
        "'{vertices: [{name: a, source: {}}], edges: a}', spec.edges"
    })
    void refusesPipelinesWithoutVertices(String spec, String path) {
        assertThat(pipeline(spec).violations()).extracting(Violation::path).containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource({"P", "a.b", "1a", "a-", "'a b'", "'\"a>\"'"})
    void refusesNamesThatCannotBePartsOfStreamNames(String name) {
        assertThat(Samples.pipeline(name, "vertices: [{name: in, source: {}}]").violations())
                .extracting(Violation::path)
                .containsExactly("metadata.name");
    }

    @Test
    void refusesNamesThatAreTooLongTogether() {
        String name = "a".repeat(53 - "pipeline".length());

        assertThat(Samples.pipeline("pipeline", "vertices: [{name: %s}]".formatted(name))
                        .isGood())
                .isTrue();
        assertThat(Samples.pipeline("pipeline", "vertices: [{name: %sb}]".formatted(name))
                        .violations())
                .extracting(Violation::path)
                .containsExactly("spec.vertices[0].name");
    }

    @Test
    void refusesEdgesThatShareABucketAndNamesBoth() {
        assertThat(pipeline(
                                """
                        vertices: [{name: a}, {name: b-c}, {name: a-b}, {name: c}]
                        edges: [{from: a-b, to: c}, {from: a, to: b-c}]
                        """)
                        .violations())
                .containsExactly(new Violation(
                        "spec.edges[1]",
                        "a -> b-c, which shares the bucket data-p-a-b-c with a-b -> c",
                        "an edge whose two names, joined by a hyphen, differ from those of every other edge"));
    }

    @Test
    void reportsTheInstance() {
        PipelineLike user = PipelineLikes.read(
                        Samples.yaml(
                                """
                        kind: Pipeline
                        metadata: {namespace: data, name: p, uid: u, annotations: {numaflow.numaproj.io/instance: blue}}
                        spec: {vertices: [{name: in, source: {}}]}
                        """))
                .value();

        assertThat(user.instance()).isEqualTo("blue");
        assertThat(user.owner()).isEqualTo(new StreamOwner("Pipeline", "data", "p", "u"));
        assertThat(pipeline("vertices: [{name: in, source: {}}]").value().instance())
                .isEmpty();
    }

    private static List<String> names(String spec) {
        BufferPlan plan = pipeline(spec).value().plans(Samples.config(null)).get(0);
        return List.copyOf(plan.streams().keySet());
    }

    private static Parsed<PipelineLike> pipeline(String spec) {
        return Samples.pipeline("p", spec);
    }
}
