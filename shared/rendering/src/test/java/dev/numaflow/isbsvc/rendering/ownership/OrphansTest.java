package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.diff;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.json;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
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

        assertThat(diff.dueOrphans(NOW)).hasSize(5);
        assertThat(diff.unmarkedOrphans(NOW)).isEmpty();
    }

    @Test
    void whatIsUnreadIsMarkedWithItsBucketsAndGoesAfterNumaflowsGracePeriod() {
        Map<String, StreamReport> streams = unread();

        StreamDiff found = diff(List.of(), streams);
        assertThat(found.dueOrphans(NOW)).isEmpty();
        assertThat(found.unmarkedOrphans(NOW)).hasSize(5);
        assertThat(found.complete(NOW)).isFalse();

        StreamDiff marked = diff(List.of(), marked(found.orphans()));
        assertThat(marked.complete(NOW.plusSeconds(29)))
                .as("nothing to be done meanwhile")
                .isTrue();
        assertThat(marked.dueOrphans(NOW.plusSeconds(29))).isEmpty();
        assertThat(marked.dueOrphans(NOW.plusSeconds(30))).hasSize(5);
    }

    /** By hand, or by a clock that was wrong: neither may it stay for ever, nor may it stop what is done about the others. */
    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"})
    void aMarkWhoseTimeHasNotComeIsWrittenAnew(Instant later) {
        Map<String, StreamReport> streams = unread();
        diff(List.of(), unread())
                .orphans()
                .forEach(orphan -> streams.computeIfPresent(
                        orphan.name(), (name, stream) -> stream.withConfig(orphan.marked(stream.config(), later))));

        StreamDiff diff = diff(List.of(), streams);

        assertThat(diff.dueOrphans(NOW)).isEmpty();
        assertThat(diff.unmarkedOrphans(NOW)).hasSize(5);
    }

    @Test
    void theGracePeriodOfAVertexThatWasTakenOutBeforeBeginsAnewAsNobodyKnowsHowLongItWasToBe() {
        Map<String, StreamReport> streams = unread();
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.markedUnwanted(stream.config(), NOW)));

        StreamDiff diff = diff(List.of(), streams);

        assertThat(diff.dueOrphans(NOW.plus(Duration.ofDays(1)))).isEmpty();
        assertThat(diff.unmarkedOrphans(NOW)).hasSize(5);
    }

    @Test
    void whoeverKeepsTheStreamsTakesTheMarkAway() {
        Map<String, StreamReport> streams = marked(diff(List.of(), unread()).orphans());
        ObjectNode unreadable = pipeline("p", "uid-9", "y").deepCopy();
        unreadable.withObject("/spec").put("vertices", "none");

        StreamDiff again = diff(List.of(pipeline("p", "uid-9", "y")), streams);
        StreamDiff invalid = diff(List.of(unreadable), streams);

        assertThat(again.adoptions()).hasSize(5);
        assertThat(again.staleMarks()).as("adopted, which takes it away").isEmpty();
        again.adoptions().forEach(adoption -> assertThat(StreamOwner.isMarkedOrphaned(
                        adoption.writtenInto(streams.get(adoption.stream()).config())))
                .isFalse());
        assertThat(invalid.staleMarks()).hasSize(5);
        assertThat(invalid.complete(NOW)).isFalse();
        streams.replaceAll((name, stream) -> stream.withConfig(StreamOwner.withoutOrphanMark(stream.config())));
        assertThat(diff(List.of(unreadable), streams).complete(NOW)).isTrue();
        assertThat(diff(List.of(), streams).unmarkedOrphans(NOW)).hasSize(5);
    }

    @Test
    void whatWasDueStaysWhenItIsWrittenInto() {
        Orphan due = diff(List.of(), made(List.of(GONE))).orphans().stream()
                .filter(each -> each.name().equals(BUFFER))
                .findFirst()
                .orElseThrow();

        assertThat(due.mayGo(due.stream(), NOW)).isTrue();
        assertThat(due.mayGo(unread().get(BUFFER), NOW)).isFalse();
    }

    @Test
    void nothingIsDoneAboutThoseOfAPipelineOfWhichOneDoesNotAnswer() {
        StreamDiff diff = diff(List.of(), made(List.of(GONE, pipeline("q", "uid-2", "y"))));
        assertThat(diff.suspects()).as("asked for exactly before").hasSize(10);

        assertThat(diff.without(Set.of(BUFFER)).orphans())
                .hasSize(5)
                .allMatch(orphan -> orphan.pipeline().name().equals("q"));
    }

    private static Map<String, StreamReport> unread() {
        Map<String, StreamReport> streams = made(List.of(GONE));
        streams.computeIfPresent(
                BUFFER, (name, stream) -> stream.withConsumers(List.of(new ConsumerReport(BUFFER, json("{}"), 3, 0))));
        return streams;
    }

    private static Map<String, StreamReport> marked(List<Orphan> orphans) {
        Map<String, StreamReport> streams = unread();
        orphans.forEach(orphan -> streams.computeIfPresent(
                orphan.name(), (name, stream) -> stream.withConfig(orphan.marked(stream.config(), NOW))));
        return streams;
    }
}
