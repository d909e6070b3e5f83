package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no Pipeline may ask for: refused with its path, by a text that fits into an Event, before any of it is planned. */
class PipelineBoundsTest {

    private static final int LONGEST_TEXT = 64 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x?watch=true",
                "a b",
                "enc/status",
                "../default",
                "x%2Fstatus",
                "x#y",
                "Default",
                "a.b",
                "-a",
                "1a",
                "a-",
                "\u00e4",
                "x;y",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aServiceThatIsNoNameIsRefusedWithItsPath(String service) {
        assertThat(pipeline("interStepBufferServiceName: '%s'\nvertices: [{name: in, source: {}}]".formatted(service))
                        .violations())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("spec.interStepBufferServiceName");
                    assertThat(violation.found()).contains(service.substring(0, 1));
                    assertThat(violation.allowed()).contains("lower-case letters");
                });
        assertThat(Samples.object(
                                "ServingPipeline",
                                "s",
                                "pipeline: {interStepBufferServiceName: '%s', vertices: [{name: in}]}"
                                        .formatted(service))
                        .violations())
                .extracting(Violation::path)
                .containsExactly("spec.pipeline.interStepBufferServiceName");
    }

    @Test
    void asManyStreamsAsAreAllowedAreAcceptedAndOneMoreIsRefusedWithTheProduct() {
        // A buffer for each of 19 times 100 and 98 partitions, a bucket for the sink, one for side inputs.
        String vertices = vertices(19, "partitions: 100");

        Parsed<PipelineLike> allowed =
                pipeline("vertices: [%s, {name: last, sink: {}, partitions: 98}]".formatted(vertices));
        assertThat(allowed.isGood()).isTrue();
        assertThat(allowed.value().streams()).isEqualTo(BufferBounds.OF_A_PIPELINE);

        assertThat(pipeline("vertices: [%s, {name: last, sink: {}, partitions: 99}]".formatted(vertices))
                        .violations())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("spec.vertices");
                    assertThat(violation.found()).contains("2,001 streams");
                    assertThat(violation.allowed()).contains("at most 2,000");
                });
    }

    @Test
    void theNumberOfStreamsThatIsValidatedIsTheNumberThatIsPlanned() {
        for (Parsed<PipelineLike> user : new Parsed[] {
            pipeline(
                    "vertices: [{name: in, source: {}, partitions: 9}, {name: a, partitions: 3}, {name: b, sink: {}, partitions: 2},"
                            + " {name: c, partitions: 5, udf: {groupBy: {}}}]\nedges: [{from: in, to: a}, {from: a, to: b}]"),
            Samples.object(
                    "ServingPipeline", "s", "pipeline: {vertices: [{name: in, source: {}}, {name: b, sink: {}}]}")
        }) {
            long planned = user.value().plans(Samples.config(null)).stream()
                    .mapToLong(plan -> plan.streams().size())
                    .sum();
            assertThat(user.value().streams()).isEqualTo(planned);
            assertThat(user.value().plans(Samples.config(null)).stream().map(BufferPlan::owner))
                    .isEqualTo(user.value().owners());
        }
    }

    @Test
    void threeThousandVerticesOfAThousandPartitionsAreRefusedAtOnce() {
        assertBounded(pipeline("vertices: [%s]".formatted(vertices(3_000, "partitions: 1000"))), "spec.vertices");
        assertBounded(pipeline("vertices: [%s]".formatted(vertices(1_999, "partitions: 1000"))), "spec.vertices");
    }

    @Test
    void asManyEdgesAsASpecificationHoldsAreRefusedByAShortText() {
        String edges = IntStream.range(0, 10_000)
                .mapToObj(i -> "{from: x%d, to: y%d}".formatted(i, i))
                .collect(Collectors.joining(", "));

        assertBounded(
                pipeline("vertices: [%s]\nedges: [%s]".formatted(vertices(1_500, "sink: {}"), edges)), "spec.edges");
        String few = IntStream.range(0, 2_000)
                .mapToObj(i -> "{from: x%d, to: y%d}".formatted(i, i))
                .collect(Collectors.joining(", "));
        Parsed<PipelineLike> wrong =
                pipeline("vertices: [%s]\nedges: [%s]".formatted(vertices(900, "source: {}"), few));
        assertBounded(wrong, "spec.edges[0].from");
        assertThat(wrong.violations().get(0).allowed()).contains("v0").contains("890 more");
    }

    @Test
    void aSpecificationIsMeasuredInBytesBeforeItIsRead() {
        assertBounded(
                pipeline("vertices: [{name: in, source: {}, note: '%s'}]".formatted("x".repeat(512 * 1024))), "spec");
        assertBounded(
                Samples.object(
                        "ServingPipeline",
                        "s",
                        "pipeline: {vertices: [{name: in, note: '%s'}]}".formatted("x".repeat(600_000))),
                "spec.pipeline");
    }

    @Test
    void aLongNameIsNotRepeatedInTheRefusal() {
        String name = "x".repeat(100_000);

        assertBounded(
                pipeline(
                        """
                        interStepBufferServiceName: %1$s
                        vertices: [{name: %1$s}, {name: %1$s}]
                        edges: [{from: %1$s, to: %1$s}, {from: %1$s, to: %1$s}, {from: %1$sy, to: %1$s}]
                        """
                                .formatted(name)),
                "spec.interStepBufferServiceName");
    }

    private static void assertBounded(Parsed<PipelineLike> refused, String path) {
        assertThat(refused.violations()).extracting(Violation::path).contains(path);
        assertThat(refused.violations().toString()).hasSizeLessThan(LONGEST_TEXT);
    }

    private static String vertices(int count, String fields) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{name: v%d, %s}".formatted(i, fields))
                .collect(Collectors.joining(", "));
    }

    private static Parsed<PipelineLike> pipeline(String spec) {
        return Samples.pipeline("p", spec);
    }
}
