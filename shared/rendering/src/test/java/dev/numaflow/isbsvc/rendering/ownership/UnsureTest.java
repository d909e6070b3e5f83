package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.deleted;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.names;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing is done about a stream of which nothing is known for sure, and nothing is removed that is not drained any more. */
class UnsureTest {

    private static final String LEFT = "data-p-y-0";

    @Test
    void whatIsUnsureIsLeftAloneAndTheRestIsNot() {
        List<JsonNode> pipelines = List.of(pipeline("p", "uid-1", "y"), pipeline("q", "uid-2", "y"));
        Map<String, StreamReport> streams = made(pipelines);
        streams.replaceAll((name, stream) -> stream.withConsumers(List.of()));
        streams.remove("KV_data-p_SIDE_INPUTS");

        StreamDiff diff = diff(pipelines, streams).without(Set.of(LEFT, "KV_data-p_SIDE_INPUTS"));

        assertThat(names(diff, Kind.CREATE))
                .as("a missing stream is missing, whoever is silent about it")
                .containsExactlyInAnyOrder("data-q-y-0", "KV_data-p_SIDE_INPUTS");
    }

    @Test
    void theBucketsOfABufferThatIsUnsureWait() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y"), pipeline("q", "uid-2", "y")));
        StreamDiff diff = diff(List.of(pipeline("p", "uid-1", "z"), pipeline("q", "uid-2", "z")), streams);
        assertThat(deleted(diff)).hasSize(6);

        assertThat(deleted(diff.without(Set.of(LEFT))))
                .containsExactly("data-q-y-0", "KV_data-q-in-y_OT", "KV_data-q-y_SINK_OT");
    }

    @Test
    void whatWasDueStaysWhenItIsWrittenIntoOrTakenOver() {
        Map<String, StreamReport> streams = made(List.of(pipeline("p", "uid-1", "y")));
        RemoveAction due =
                diff(List.of(pipeline("p", "uid-1", "z")), streams).due(Kind.DELETE, RemoveAction.class).stream()
                        .filter(each -> each.stream().equals(LEFT))
                        .findFirst()
                        .orElseThrow();
        StreamReport before = streams.get(LEFT);
        ConsumerReport consumer = before.consumers().get(0);
        StreamReport written =
                before.withConsumers(List.of(new ConsumerReport(consumer.name(), consumer.config(), 1, 0)));
        StreamReport takenOver = before.withConfig(
                StreamOwner.of(pipeline("other", "uid-3", "y")).writtenInto(before.config()));

        assertThat(due.mayGo(before)).isTrue();
        assertThat(due.mayGo(written)).isFalse();
        assertThat(due.mayGo(takenOver)).isFalse();
    }
}
