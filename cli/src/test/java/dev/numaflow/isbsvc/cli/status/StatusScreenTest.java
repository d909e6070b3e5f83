package dev.numaflow.isbsvc.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Ages;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.BufferFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.ConditionFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.EventFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Head;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.NodeFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusScreenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/status");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HELD =
            "spec.jetstream.replicas stays 3 (wanted 5): nodes are added in guarded steps only. Set it back [c0ffee]";

    private static final ServiceFacts TROUBLED = new ServiceFacts(
            new Head("team-a", "orders", "Running", "1 of 3 nodes is missing", 7, 6, false, "2026-02-01T12:00:00Z"),
            List.of(
                    new ConditionFact("Configured", "True", "Successful", "", "2026-02-01T12:00:00Z"),
                    new ConditionFact(
                            "ChildrenResourcesHealthy", "True", "RolloutFinished", "", "2026-02-28T12:00:00Z"),
                    new ConditionFact("ChangesHeld", "True", "Held", HELD, "2026-03-01T11:55:00Z")),
            List.of(HELD),
            new Steps(3, 2, 1, 2),
            List.of(
                    new NodeFact(
                            "isbsvc-orders-js-0", "Running", true, 0, "2.10.17", true, 14, 0L, 1_048_576L, 0L, null),
                    new NodeFact(
                            "isbsvc-orders-js-1",
                            "Running",
                            true,
                            2,
                            "2.10.17",
                            false,
                            14,
                            120L,
                            900_000L,
                            21_474_836_480L,
                            null),
                    new NodeFact(
                            "isbsvc-orders-js-2",
                            "Pending",
                            false,
                            0,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            "the pod has no address yet")),
            List.of(
                    new BufferFact("KV_team-a-p-in-cat_OT", true, "isbsvc-orders-js-0", 3, 2, 9, 0, 0, 0),
                    new BufferFact("team-a-p-cat-0", false, "isbsvc-orders-js-0", 3, 2, 120, 1, 100, 20),
                    new BufferFact("team-a-p-out-0", false, null, 3, 0, 7, 1, 0, 0)),
            new Ages("2026-02-01T12:00:00Z", "2036-01-30T12:00:00Z"),
            List.of(new EventFact(
                    "2026-03-01T11:55:00Z", "Warning", "ChangesHeld", "InterStepBufferService orders", HELD, 3)),
            List.of("server isbsvc-orders-js-2: the pod has no address yet"));

    @Test
    void printsEverythingOnOneScreenThatIsReadableAtNight() throws IOException {
        assertThat(StatusScreen.print(TROUBLED, NOW)).isEqualTo(Files.readString(GOLDEN.resolve("troubled.txt")));
    }

    @Test
    void jsonHoldsTheSameFactsUnderStableNames() throws IOException {
        assertThat(JsonPrinter.print(TROUBLED)).isEqualTo(Files.readString(GOLDEN.resolve("troubled.json")));
    }

    @Test
    void noLineIsWiderThanTheScreenAndFewBuffersAreShown() {
        String longest = "x".repeat(200);
        ServiceFacts many = new ServiceFacts(
                TROUBLED.service(),
                TROUBLED.conditions(),
                List.of(longest),
                TROUBLED.steps(),
                TROUBLED.nodes(),
                IntStream.range(0, 60)
                        .mapToObj(i -> new BufferFact(longest + i, false, "n", 3, 3, 1, 1, i, 0))
                        .toList(),
                TROUBLED.ages(),
                TROUBLED.events(),
                List.of(longest));

        String screen = StatusScreen.print(many, NOW);

        assertThat(screen.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(screen.lines().count()).isLessThan(50);
        assertThat(screen).contains("and 48 more, buckets: 0");
    }

    @Test
    void exitCodesTellWellFromHeldFromUnwell() {
        assertThat(Verdict.of(with("Running", "True", 3, List.of()))).isEqualTo(Verdict.WELL);
        assertThat(Verdict.of(with("Running", "True", 3, List.of(HELD)))).isEqualTo(Verdict.HELD);
        assertThat(Verdict.of(with("Running", "True", 2, List.of(HELD)))).isEqualTo(Verdict.UNWELL);
        assertThat(Verdict.of(with("Running", "False", 3, List.of()))).isEqualTo(Verdict.UNWELL);
        assertThat(Verdict.of(with("Pending", "Unknown", 3, List.of()))).isEqualTo(Verdict.UNWELL);
        assertThat(Verdict.of(refused())).isEqualTo(Verdict.HELD);
        assertThat(Verdict.of(degraded("ConsumersAhead"))).isEqualTo(Verdict.UNWELL);
        assertThat(Verdict.of(degraded("DiskAlmostFull"))).isEqualTo(Verdict.WELL);
    }

    @Test
    void saysInOneLineThatPodsAreStillThoseOfNumaflowsController() {
        Steps adopted = new Steps(3, 3, 3, 0, "numaflow");
        ServiceFacts facts = facts("Running", List.of(), adopted, List.of());

        assertThat(StatusScreen.print(facts, Instant.parse("2026-03-01T12:00:00Z")))
                .contains("PODS as Numaflow's controller made them; ours come with the next change");
        assertThat(StatusScreen.print(with("Running", "True", 3, List.of()), Instant.parse("2026-03-01T12:00:00Z")))
                .doesNotContain("PODS");
    }

    private static ServiceFacts degraded(String kind) {
        return facts(
                "Running",
                List.of(
                        new ConditionFact("ChildrenResourcesHealthy", "True", "", "", ""),
                        new ConditionFact(kind, "True", "Reported", "", "")),
                new Steps(3, 3, 3, 0),
                List.of());
    }

    private static ServiceFacts with(String phase, String healthy, int ready, List<String> held) {
        return facts(
                phase,
                Stream.of(new ConditionFact("ChildrenResourcesHealthy", healthy, "", "", ""))
                        .toList(),
                new Steps(3, ready, 3, 0),
                held);
    }

    private static ServiceFacts refused() {
        return facts(
                "Failed", List.of(new ConditionFact("Configured", "False", "InvalidSpec", "", "")), null, List.of());
    }

    private static ServiceFacts facts(String phase, List<ConditionFact> conditions, Steps steps, List<String> held) {
        return new ServiceFacts(
                new Head("team-a", "orders", phase, "", 1, 1, false, ""),
                conditions,
                held,
                steps,
                List.of(),
                List.of(),
                new Ages(null, null),
                List.of(),
                List.of());
    }
}
