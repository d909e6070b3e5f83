package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.deleted;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.names;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Adopt;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the streams of a Pipeline may go whose object is gone. */
class OrphansTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final String BUFFER = "data-p-y-0";
    private static final JsonNode GONE = pipeline("p", "uid-1", "y");

    @Test
    void whatIsDrainedGoesAtOnce() {
        StreamDiff diff = diff(List.of(), made(List.of(GONE)));

        assertThat(deleted(diff)).hasSize(5);
        assertThat(StreamDiffTest.marked(diff)).isEmpty();
    }

    @Test
    void whatIsUnreadIsMarkedWithItsBucketsAndGoesAfterNumaflowsGracePeriod() {
        Map<String, StreamReport> streams = unread();

        StreamDiff found = diff(List.of(), streams, NOW);
        assertThat(deleted(found)).isEmpty();
        assertThat(StreamDiffTest.marked(found)).hasSize(5);

        Map<String, StreamReport> marked = marked(found);
        assertThat(diff(List.of(), marked, NOW.plusSeconds(29)).due())
                .as("nothing to be done meanwhile")
                .isEmpty();
        assertThat(diff(List.of(), marked, NOW.plusSeconds(29)).reported()).hasSize(5);
        assertThat(deleted(diff(List.of(), marked, NOW.plusSeconds(30)))).hasSize(5);
    }

    /** By hand, or by a clock that was wrong: neither may it stay for ever, nor may it stop what is done about the others. */
    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"})
    void aMarkWhoseTimeHasNotComeIsWrittenAnew(Instant later) {
        Map<String, StreamReport> streams = unread();
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.markedOrphaned(stream.config(), later)));

        StreamDiff diff = diff(List.of(), streams, NOW);

        assertThat(deleted(diff)).isEmpty();
        assertThat(StreamDiffTest.marked(diff)).hasSize(5);
    }

    @Test
    void theGracePeriodOfAVertexThatWasTakenOutBeforeBeginsAnewAsNobodyKnowsHowLongItWasToBe() {
        Map<String, StreamReport> streams = unread();
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.markedUnwanted(stream.config(), NOW)));

        assertThat(deleted(diff(List.of(), streams, NOW.plus(Duration.ofDays(1)))))
                .isEmpty();
        assertThat(StreamDiffTest.marked(diff(List.of(), streams, NOW))).hasSize(5);
    }

    @Test
    void whoeverKeepsTheStreamsTakesTheMarkAway() {
        Map<String, StreamReport> streams = marked(diff(List.of(), unread(), NOW));
        ObjectNode unreadable = pipeline("p", "uid-9", "y").deepCopy();
        unreadable.withObject("/spec").put("vertices", "none");

        StreamDiff again = diff(List.of(pipeline("p", "uid-9", "y")), streams);
        StreamDiff invalid = diff(List.of(unreadable), streams);

        assertThat(again.due(Kind.ADOPT, Adopt.class)).hasSize(5);
        assertThat(names(again, Kind.UNMARK)).as("adopted, which takes it away").isEmpty();
        again.due(Kind.ADOPT, Adopt.class).forEach(adoption -> assertThat(StreamOwner.isMarkedOrphaned(
                        adoption.writtenInto(streams.get(adoption.stream()).config())))
                .isFalse());
        assertThat(names(invalid, Kind.UNMARK)).hasSize(5);
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.withoutOrphanMark(stream.config())));
        assertThat(diff(List.of(unreadable), streams).actions()).isEmpty();
        assertThat(StreamDiffTest.marked(diff(List.of(), streams, NOW))).hasSize(5);
    }

    @Test
    void whatWasDueStaysWhenItIsWrittenInto() {
        RemoveAction due = diff(List.of(), made(List.of(GONE))).due(Kind.DELETE, RemoveAction.class).stream()
                .filter(each -> each.stream().equals(BUFFER))
                .findFirst()
                .orElseThrow();

        assertThat(due.mayGo(due.left())).isTrue();
        assertThat(due.mayGo(unread().get(BUFFER))).isFalse();
    }

    @Test
    void nothingIsDoneAboutThoseOfAPipelineOfWhichOneDoesNotAnswer() {
        StreamDiff diff = diff(List.of(), made(List.of(GONE, pipeline("q", "uid-2", "y"))));
        assertThat(diff.suspects()).as("asked for exactly before").hasSize(10);

        assertThat(diff.without(Set.of(BUFFER)).due())
                .hasSize(5)
                .allMatch(orphan -> orphan.owner().name().equals("q"));
    }

    private static Map<String, StreamReport> unread() {
        Map<String, StreamReport> streams = made(List.of(GONE));
        streams.computeIfPresent(
                BUFFER, (name, stream) -> stream.withConsumers(List.of(new ConsumerReport(BUFFER, json("{}"), 3, 0))));
        return streams;
    }

    private static Map<String, StreamReport> marked(StreamDiff found) {
        Map<String, StreamReport> streams = unread();
        found.due(Kind.KEEP, RemoveAction.class)
                .forEach(orphan -> streams.computeIfPresent(
                        orphan.stream(), (name, stream) -> stream.withConfig(orphan.marked(stream.config()))));
        return streams;
    }
}
