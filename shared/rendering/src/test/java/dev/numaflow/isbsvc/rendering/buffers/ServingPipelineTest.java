package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingPipelineTest {

    private static final String SPEC =
            """
            serving: {service: true}
            pipeline:
              interStepBufferServiceName: fast
              vertices: [{name: in, source: {serving: {}}}, {name: out, sink: {}}]
              edges: [{from: in, to: out}]
            """;

    @Test
    void plansItsSourceAndStoresAndThePipelineThatNumaflowMakesForIt() {
        List<BufferPlan> plans = serving(SPEC).value().plans(Samples.config(null));

        assertThat(plans)
                .extracting(BufferPlan::owner)
                .containsExactly(
                        new StreamOwner("ServingPipeline", "data", "shop", ""),
                        new StreamOwner("Pipeline", "data", "s-shop", ""));
        assertThat(plans).extracting(BufferPlan::serviceName).containsOnly("fast");
        assertThat(plans.get(0).streams().keySet())
                .containsExactly(
                        "KV_serving-store-shop_SERVING_CALLBACK_STORE",
                        "KV_serving-store-shop_SERVING_RESPONSE_STORE",
                        "KV_serving-store-shop_SERVING_STATUS_STORE",
                        "serving-source-shop");
        assertThat(plans.get(1).streams().keySet())
                .containsExactly(
                        "KV_data-s-shop-in-out_OT",
                        "KV_data-s-shop-in_SOURCE_OT",
                        "KV_data-s-shop-out_SINK_OT",
                        "KV_data-s-shop_SIDE_INPUTS",
                        "data-s-shop-out-0");
    }

    @Test
    void keepsCallbacksForHalfAnHourAndAnswersForTwo() {
        BufferPlan plan = serving(SPEC).value().plans(Samples.config(null)).get(0);

        assertThat(maxAge(plan, "CALLBACK")).isEqualTo(1_800_000_000_000L);
        assertThat(maxAge(plan, "RESPONSE")).isEqualTo(7_200_000_000_000L);
        assertThat(maxAge(plan, "STATUS")).isEqualTo(7_200_000_000_000L);
    }

    @Test
    void makesTheSourceLikeABuffer() {
        StreamPlan source = serving(SPEC)
                .value()
                .plans(Samples.config("stream: {retention: workqueue}"))
                .get(0)
                .streams()
                .get("serving-source-shop");

        assertThat(source.config().fields().get("subjects")).isEqualTo(List.of("serving-source-shop"));
        assertThat(source.config().text("discard")).isEqualTo("new");
        assertThat(source.consumers()).containsOnlyKeys("serving-source-shop");
    }

    @Test
    void namesThePathInsideThePipeline() {
        assertThat(serving("pipeline: {vertices: [{name: in, source: 1}]}").violations())
                .extracting(Violation::path)
                .containsExactly("spec.pipeline.vertices[0].source");
        assertThat(serving("serving: {}").violations())
                .extracting(Violation::path)
                .containsExactly("spec.pipeline.vertices");
    }

    private static long maxAge(BufferPlan plan, String store) {
        return plan.streams()
                .get("KV_serving-store-shop_SERVING_" + store + "_STORE")
                .config()
                .number("max_age");
    }

    private static Parsed<PipelineLike> serving(String spec) {
        return Samples.object("ServingPipeline", "shop", spec);
    }
}
