package dev.numaflow.isbsvc.rendering.ownership;

import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.made;
import static dev.numaflow.isbsvc.rendering.ownership.StreamDiffTest.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a Pipeline that is gone left unread keeps its service for a grace period, and no longer, whatever can be noted. */
class OrphanBlockersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TOLD =
            "the deletion waits: Pipeline data/p, which is gone, has 7 unread messages on it, kept until ";

    @Test
    void keepsItForTheGracePeriodThatBeganWithTheMark() {
        ActualStreams marked = holding(20, StreamOwner.markedOrphaned(config(), NOW.minusSeconds(10)));

        assertThat(messages(marked, "", NOW))
                .containsExactly(
                        "Pipeline data/p, which is gone, has 20 unread messages on it, kept until 2026-01-01T00:00:20Z");
        assertThat(messages(marked, TOLD + "2026-01-01T00:00:50Z", NOW.plusSeconds(20)))
                .isEmpty();
    }

    @Test
    void endsWhereItWasToldBeforeIfNothingIsNoted() {
        ActualStreams unmarked = holding(20, config());

        assertThat(messages(unmarked, "", NOW)).singleElement().asString().endsWith("2026-01-01T00:00:31Z");
        assertThat(messages(unmarked, TOLD + "2026-01-01T00:00:31Z", NOW.plusSeconds(30)))
                .singleElement()
                .asString()
                .endsWith("2026-01-01T00:00:31Z");
        assertThat(messages(unmarked, TOLD + "2026-01-01T00:00:31Z", NOW.plusSeconds(31)))
                .isEmpty();
    }

    @Test
    void nobodyElsesTimeKeepsItForEverOrCutsItShort() {
        ActualStreams unmarked = holding(20, config());
        ActualStreams future = holding(20, StreamOwner.markedOrphaned(config(), NOW.plusSeconds(86_400)));

        assertThat(messages(future, "", NOW)).singleElement().asString().endsWith("2026-01-01T00:00:31Z");
        assertThat(messages(future, TOLD + "2026-01-01T00:00:31Z", NOW.plusSeconds(31)))
                .isEmpty();
        for (String told : List.of(
                TOLD + "2036-01-01T00:00:00Z",
                TOLD + "2026-99-99T00:00:00Z",
                TOLD.replace("data/p", "data/q") + "2025-01-01T00:00:00Z")) {
            assertThat(messages(unmarked, told, NOW))
                    .as(told)
                    .singleElement()
                    .asString()
                    .endsWith("2026-01-01T00:00:31Z");
        }
    }

    @Test
    void whatIsDrainedOrOfALivingPipelineIsNone() {
        assertThat(messages(holding(0, config()), "", NOW)).isEmpty();
        assertThat(new OrphanBlockers(
                                holding(20, config()), LivePipelines.of(List.of(pipeline("p", "anew", "y"))), "", NOW)
                        .all())
                .isEmpty();
    }

    @Test
    void saysOfWhatEndsByTimeThatItDoes() {
        List<DeletionBlocker> gone = blockers(holding(20, config()), "", NOW);
        DeletionBlocker silent = DeletionBlocker.ofSilent(List.of("isbsvc-default-js-0"));

        assertThat(DeletionBlocker.message(gone, "uid"))
                .contains("then it is deleted with the service; apply the Pipeline again to keep it")
                .doesNotContain("nothing of that");
        assertThat(DeletionBlocker.message(List.of(gone.get(0), silent), "uid"))
                .contains("nothing of that is deleted by time but what names one; let it be read");
    }

    private static List<String> messages(ActualStreams holding, String told, Instant now) {
        return blockers(holding, told, now).stream()
                .map(DeletionBlocker::message)
                .toList();
    }

    private static List<DeletionBlocker> blockers(ActualStreams holding, String told, Instant now) {
        return new OrphanBlockers(holding, LivePipelines.of(List.of()), told, now).all();
    }

    private static JsonNode config() {
        return streams().get("data-p-y-0").config();
    }

    private static Map<String, StreamReport> streams() {
        return new HashMap<>(made(List.of(pipeline("p", "uid-of-p", "y"))));
    }

    private static ActualStreams holding(int unread, JsonNode config) {
        Map<String, StreamReport> streams = streams();
        streams.computeIfPresent("data-p-y-0", (name, stream) -> stream.withConfig(config)
                .withConsumers(
                        List.of(new ConsumerReport("data-p-y-0", JsonNodeFactory.instance.objectNode(), unread, 0))));
        return new ActualStreams(streams, 3);
    }
}
