package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollisionTest {

    private static final String ONE = "vertices: [{name: x-y}]";
    private static final String OTHER = "vertices: [{name: 'y'}]";

    @Test
    void refusesTheLaterOfTwoPipelinesThatMeanTheSameStream() {
        List<Collision> collisions = Collision.among(plans(pipeline("p", ONE), pipeline("p-x", OTHER)));

        assertThat(collisions)
                .containsExactly(new Collision(
                        "data-p-x-y-0", new Owner("Pipeline", "data", "p"), new Owner("Pipeline", "data", "p-x")));
        assertThat(collisions.get(0).violation().found())
                .contains("Pipeline data/p-x", "Pipeline data/p", "data-p-x-y-0");
    }

    @Test
    void letsTwoPipelinesMeanTheSameNameOnDifferentServices() {
        BufferUser elsewhere = pipeline("p-x", "interStepBufferServiceName: other\n" + OTHER);

        assertThat(Collision.among(plans(pipeline("p", ONE), elsewhere))).isEmpty();
    }

    @Test
    void takesTheSameOwnerSeenTwiceForOne() {
        assertThat(Collision.among(plans(pipeline("p", ONE), pipeline("p", ONE))))
                .isEmpty();
    }

    @Test
    void takesAServingPipelineAndThePipelineMadeForItForOne() {
        BufferUser serving = Samples.object("ServingPipeline", "shop", "pipeline: {vertices: [{name: in, source: {}}]}")
                .value();

        assertThat(Collision.among(plans(serving, pipeline("s-shop", "vertices: [{name: in, source: {}}]"))))
                .isEmpty();
    }

    private static List<BufferPlan> plans(BufferUser... users) {
        List<BufferPlan> plans = new ArrayList<>();
        for (BufferUser user : users) {
            plans.addAll(user.plans(Samples.config(null)));
        }
        return plans;
    }

    private static BufferUser pipeline(String name, String spec) {
        return Samples.pipeline(name, spec).value();
    }
}
