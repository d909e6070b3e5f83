package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.changed;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.desired;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody who looks at a service is shown of each stream. */
class BufferStateTest {

    @Test
    void inspectingAServiceShowsEveryStreamThatIsDesiredOrThere() {
        JsonNode pipeline = pipeline("p", "uid-1", "y");
        Map<String, StreamReport> streams = changed(List.of(pipeline), "data-p-y-0", json("{'max_msgs': 5}"));
        streams.remove("KV_data-p_SIDE_INPUTS");
        streams.put("notes", report(json("{'name': 'notes'}")));
        streams.putAll(made(List.of(pipeline("gone", "uid-2", "z"))));

        assertThat(states(pipeline, streams, 0))
                .extracting(state -> state.stream() + " " + state.state())
                .contains(
                        "data-p-y-0 DRIFTED",
                        "KV_data-p_SIDE_INPUTS MISSING",
                        "KV_data-p-in_SOURCE_OT PRESENT",
                        "notes FOREIGN",
                        "data-gone-z-0 ORPHANED")
                .hasSize(11);
    }

    @Test
    void inspectingAServiceShowsEachSettingThatDiffersAndNotOnlyTheFirst() {
        JsonNode pipeline = pipeline("p", "uid-1", "y");
        Map<String, StreamReport> streams =
                changed(List.of(pipeline), "data-p-y-0", json("{'max_msgs': 5, 'max_age': 7, 'no_ack': true}"));

        assertThat(states(pipeline, streams, 0))
                .filteredOn(state -> state.stream().equals("data-p-y-0"))
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.state()).isEqualTo(BufferState.StreamState.DAMAGED);
                    assertThat(state.differences())
                            .extracting(each -> each.of() + " " + each.field() + " " + each.found())
                            .containsExactlyInAnyOrder("stream max_age 7", "stream max_msgs 5", "stream no_ack true");
                });
    }

    @Test
    void aStreamThatMoreServersThanItHasCopiesCouldHideIsNotCalledMissing() {
        JsonNode pipeline = pipeline("p", "uid-1", "y");

        assertThat(states(pipeline, Map.of(), 2)).allMatch(state -> state.state() == BufferState.StreamState.MISSING);
        assertThat(states(pipeline, Map.of(), 3)).allMatch(state -> state.state() == BufferState.StreamState.UNKNOWN);
    }

    private static Collection<BufferState> states(JsonNode pipeline, Map<String, StreamReport> streams, int silent) {
        return BufferState.all(
                desired(List.of(pipeline)),
                new ActualStreams(streams, 3),
                StreamDiffTest.diff(List.of(pipeline), streams),
                silent);
    }
}
