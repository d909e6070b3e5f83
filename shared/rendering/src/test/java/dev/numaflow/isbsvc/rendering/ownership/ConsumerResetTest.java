package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.desired;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of which streams a consumer that is ahead is set back, and who is told. */
class ConsumerResetTest {

    private static final String BUFFER = "data-p-y-0";

    @Test
    void whatALivingPipelineAsksForAndWhatItDoesNotWantAnyMoreIsSetBack() {
        assertThat(resets(List.of(pipeline("p", "uid-1", "y")))).hasSize(1);
        assertThat(resets(List.of(pipeline("p", "uid-1", "z")))).hasSize(1);
    }

    /** Otherwise nobody could read it, and as it is never drained it would stay for ever. */
    @Test
    void whatAPipelineLeftOnAServiceThatItDoesNotUseNowIsSetBackAndThePipelineIsTold() {
        ObjectNode moved = pipeline("p", "uid-1", "y").deepCopy();
        ((ObjectNode) moved.path("spec")).put("interStepBufferServiceName", "other");

        assertThat(resets(List.of(moved))).singleElement().satisfies(reset -> assertThat(reset.about())
                .isEqualTo(moved));
    }

    @Test
    void streamsThatAreNobodysAreNobodysBusiness() {
        assertThat(resets(List.of())).isEmpty();
    }

    private static List<ConsumerReset> resets(List<JsonNode> living) {
        DesiredStreams desired = desired(living);
        StreamDiff diff = StreamDiffTest.diff(living, made(List.of(pipeline("p", "uid-1", "y"))));
        ConsumerReport consumer = new ConsumerReport(BUFFER, json("{}"), 0, 0);
        return ConsumerReset.of(List.of(new ConsumerAhead(BUFFER, consumer, 80)), desired, diff);
    }
}
