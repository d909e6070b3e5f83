package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Gap;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether what is missing is new, or was lost. */
class GapTest {

    private static final String BUFFER = "data-p-y-0";

    @Test
    void whatANewPipelineAsksForIsNew() {
        assertThat(diff(List.of(pipeline("p", "uid-1", "y")), Map.of()).gaps())
                .isNotEmpty()
                .noneMatch(Gap::again);
    }

    @Test
    void whatIsMissingAmongWhatWasMadeWithItWasLost() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.remove(BUFFER);

        assertThat(diff(pipelines, streams).gaps())
                .singleElement()
                .matches(gap -> gap.wanted().name().equals(BUFFER))
                .matches(Gap::again);
    }

    @Test
    void whatAChangedPipelineAsksForBesidesIsNew() {
        Map<String, StreamReport> before = made(List.of(pipeline("p", "uid-1", "y")));

        assertThat(diff(List.of(pipeline("p", "uid-1", "z")), before).gaps())
                .extracting(gap -> gap.wanted().name())
                .contains("data-p-z-0");
        assertThat(diff(List.of(pipeline("p", "uid-1", "z")), before).gaps()).noneMatch(Gap::again);
    }

    @Test
    void aPipelineMadeAnewLostNothing() {
        Map<String, StreamReport> before = made(List.of(pipeline("p", "uid-1", "y")));
        before.remove(BUFFER);

        assertThat(diff(List.of(pipeline("p", "uid-2", "y")), before).gaps())
                .singleElement()
                .matches(gap -> !gap.again());
    }
}
