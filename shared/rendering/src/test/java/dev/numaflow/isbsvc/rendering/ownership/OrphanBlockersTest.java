package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a Pipeline that is gone left unread keeps its service for a grace period, and no longer, whatever can be noted. */
class OrphanBlockersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceStatus NOTHING = ServiceStatus.NONE;

    @Test
    void keepsItForTheGracePeriodThatBeganWithTheMark() {
        ActualStreams marked = actual(20, StreamOwner.markedOrphaned(config(), NOW.minusSeconds(10)));

        assertThat(messages(marked, NOTHING, NOW))
                .containsExactly(
                        "Pipeline data/p, which is gone, has 20 unread messages on it, kept until 2026-01-01T00:00:20Z");
        assertThat(messages(marked, reported("uid-of-p", "2026-01-01T00:00:50Z"), NOW.plusSeconds(20)))
                .isEmpty();
    }

    @Test
    void endsWhereItWasReportedBeforeIfNothingIsNoted() {
        ActualStreams unmarked = actual(20, config());

        assertThat(messages(unmarked, NOTHING, NOW)).singleElement().asString().endsWith("2026-01-01T00:00:31Z");
        assertThat(messages(unmarked, reported("uid-of-p", "2026-01-01T00:00:31Z"), NOW.plusSeconds(30)))
                .singleElement()
                .asString()
                .endsWith("2026-01-01T00:00:31Z");
        assertThat(messages(unmarked, reported("uid-of-p", "2026-01-01T00:00:31Z"), NOW.plusSeconds(31)))
                .isEmpty();
    }

    @Test
    void nobodyElsesTimeKeepsItForEverOrCutsItShort() {
        ActualStreams unmarked = actual(20, config());
        for (Instant mark : List.of(NOW.plusSeconds(86_400), Instant.MAX)) {
            ActualStreams future = actual(20, StreamOwner.markedOrphaned(config(), mark));

            assertThat(messages(future, NOTHING, NOW))
                    .singleElement()
                    .asString()
                    .endsWith("2026-01-01T00:00:31Z");
            assertThat(messages(future, reported("uid-of-p", "2026-01-01T00:00:31Z"), NOW.plusSeconds(31)))
                    .isEmpty();
        }
        assertThat(messages(actual(20, StreamOwner.markedOrphaned(config(), Instant.MIN)), NOTHING, NOW))
                .isEmpty();
        for (ServiceStatus reported : List.of(
                reported("uid-of-p", "2036-01-01T00:00:00Z"),
                reported("uid-of-p", "2026-99-99T00:00:00Z"),
                status(""),
                status("{"),
                status("[7]"),
                status("{\"keptUntil\":{\"uid-of-p\":7}}"),
                reported("uid-of-q", "2025-01-01T00:00:00Z"))) {
            assertThat(messages(unmarked, reported, NOW))
                    .as(reported.toString())
                    .singleElement()
                    .asString()
                    .endsWith("2026-01-01T00:00:31Z");
        }
    }

    @Test
    void thoseThatTheMessageOnlyCountsEndWhenItSaysOfThemAll() {
        List<String> pipelines = List.of("p1", "p2", "p3", "p4", "p5", "p6");
        String says = "Pipeline data/l, which names service b now, has 1 unread messages on it";
        DeletionBlocker living = new DeletionBlocker("uid-of-l", says, says, Optional.empty());
        for (int others : List.of(0, 2, 7)) {
            List<DeletionBlocker> all = new ArrayList<>(Collections.nCopies(others, living));
            all.addAll(blockers(unread(pipelines), NOTHING, NOW));
            DeletionRefusal refusal = DeletionBlocker.refusal(all, "uid");
            ServiceStatus reported = reported(refusal);
            assertThat(refusal.message())
                    .contains("; and " + (others + 1) + " more, the last kept until 2026-01-01T00:00:31Z: ");

            assertThat(messages(unread(pipelines), reported, NOW.plusSeconds(30)))
                    .hasSize(6)
                    .allMatch(message -> message.endsWith("2026-01-01T00:00:31Z"));
            assertThat(messages(unread(pipelines), reported, NOW.plusSeconds(31)))
                    .isEmpty();
        }
    }

    /** Where all are named, one that is not is new. */
    @Test
    void oneThatNoMessageCountsHasAGracePeriodOfItsOwn() {
        ServiceStatus reported =
                reported(DeletionBlocker.refusal(blockers(unread(List.of("p1")), NOTHING, NOW), "uid"));

        assertThat(messages(unread(List.of("p1", "p2")), reported, NOW.plusSeconds(30)))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("2026-01-01T00:00:31Z"),
                        second -> assertThat(second).endsWith("2026-01-01T00:01:01Z"));
    }

    @Test
    void whatIsDrainedOrOfALivingPipelineIsNone() {
        assertThat(messages(actual(0, config()), NOTHING, NOW)).isEmpty();
        assertThat(new OrphanBlockers(
                                actual(20, config()),
                                LivePipelines.of(List.of(pipeline("p", "anew", "y"))),
                                NOTHING,
                                NOW)
                        .all())
                .isEmpty();
    }

    @Test
    void saysOfWhatEndsByTimeThatItDoes() {
        List<DeletionBlocker> gone = blockers(actual(20, config()), NOTHING, NOW);
        DeletionBlocker silent = DeletionBlocker.ofSilent(List.of("isbsvc-default-js-0"));

        assertThat(DeletionBlocker.refusal(gone, "uid").message())
                .contains("then it is deleted with the service; apply the Pipeline again to keep it")
                .doesNotContain("nothing of that");
        assertThat(DeletionBlocker.refusal(List.of(gone.get(0), silent), "uid").message())
                .contains("nothing of that is deleted by time but what names one; let it be read");
    }

    private static ServiceStatus reported(String uid, String end) {
        return status("{\"keptUntil\":{\"" + uid + "\":\"" + end + "\"}}");
    }

    private static ServiceStatus reported(DeletionRefusal refusal) {
        return status(refusal.record());
    }

    private static ServiceStatus status(String record) {
        return StatusFold.fold(
                ServiceStatus.NONE,
                new Facts(1, true, List.of(new Fact.Deleting("the deletion waits", "UnreadMessages", record))),
                NOW.toString());
    }

    private static List<String> messages(ActualStreams actual, ServiceStatus reported, Instant now) {
        return blockers(actual, reported, now).stream()
                .map(DeletionBlocker::message)
                .toList();
    }

    private static List<DeletionBlocker> blockers(ActualStreams actual, ServiceStatus reported, Instant now) {
        return new OrphanBlockers(actual, LivePipelines.of(List.of()), reported, now).all();
    }

    private static ActualStreams unread(List<String> pipelines) {
        Map<String, StreamReport> all = new HashMap<>();
        for (String pipeline : pipelines) {
            String name = "data-" + pipeline + "-y-0";
            all.put(
                    name,
                    made(List.of(pipeline(pipeline, "uid-of-" + pipeline, "y")))
                            .get(name)
                            .withConsumers(
                                    List.of(new ConsumerReport(name, JsonNodeFactory.instance.objectNode(), 20, 0))));
        }
        return new ActualStreams(all, 3);
    }

    private static JsonNode config() {
        return streams().get("data-p-y-0").config();
    }

    private static Map<String, StreamReport> streams() {
        return new HashMap<>(made(List.of(pipeline("p", "uid-of-p", "y"))));
    }

    private static ActualStreams actual(int unread, JsonNode config) {
        Map<String, StreamReport> streams = streams();
        streams.computeIfPresent("data-p-y-0", (name, stream) -> stream.withConfig(config)
                .withConsumers(
                        List.of(new ConsumerReport("data-p-y-0", JsonNodeFactory.instance.objectNode(), unread, 0))));
        return new ActualStreams(streams, 3);
    }
}
