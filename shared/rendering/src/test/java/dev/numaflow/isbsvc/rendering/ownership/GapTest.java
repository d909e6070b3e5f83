package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether what is missing is new, or was lost. */
class GapTest {

    private static final String BUFFER = "data-p-y-0";

    @Test
    void whatANewPipelineAsksForIsNew() {
        assertThat(created(List.of(pipeline("p", "uid-1", "y")), Map.of()))
                .isNotEmpty()
                .noneMatch(Create::again);
    }

    @Test
    void whatIsMissingAmongWhatWasMadeWithItWasLost() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.remove(BUFFER);

        assertThat(created(pipelines, streams))
                .singleElement()
                .matches(gap -> gap.desired().name().equals(BUFFER))
                .matches(Create::again);
    }

    @Test
    void whatAChangedPipelineAsksForBesidesIsNew() {
        Map<String, StreamReport> before = made(List.of(pipeline("p", "uid-1", "y")));

        assertThat(created(List.of(pipeline("p", "uid-1", "z")), before))
                .extracting(gap -> gap.desired().name())
                .contains("data-p-z-0");
        assertThat(created(List.of(pipeline("p", "uid-1", "z")), before)).noneMatch(Create::again);
    }

    @Test
    void aPipelineMadeAnewLostNothing() {
        Map<String, StreamReport> before = made(List.of(pipeline("p", "uid-1", "y")));
        before.remove(BUFFER);

        assertThat(created(List.of(pipeline("p", "uid-2", "y")), before))
                .singleElement()
                .matches(gap -> !gap.again());
    }

    private static List<Create> created(List<JsonNode> pipelines, Map<String, StreamReport> streams) {
        return diff(pipelines, streams).due(Kind.CREATE, Create.class);
    }
}
