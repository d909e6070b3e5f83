package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Reset;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    void whatAPipelineLeftOnAServiceThatItDoesNotUseNowIsSetBackAndThePipelineIsInformed() {
        ObjectNode moved = pipeline("p", "uid-1", "y").deepCopy();
        ((ObjectNode) moved.path("spec")).put("interStepBufferServiceName", "other");

        assertThat(resets(List.of(moved))).singleElement().satisfies(reset -> assertThat(
                        reset.pipeline().orElseThrow().object())
                .isEqualTo(moved));
    }

    @Test
    void streamsThatAreNobodysAreNobodysBusiness() {
        assertThat(resets(List.of())).isEmpty();
    }

    private static List<Reset> resets(List<JsonNode> living) {
        ConsumerReport consumer = new ConsumerReport(BUFFER, json("{}"), 0, 0);
        ActualStreams actual = new ActualStreams(made(List.of(pipeline("p", "uid-1", "y"))), 3)
                .withAhead(List.of(new ConsumerAhead(BUFFER, consumer, 80)));
        return StreamDiffTest.diff(living, actual, Instant.EPOCH, Optional.empty())
                .due(Kind.RESET, Reset.class);
    }
}
