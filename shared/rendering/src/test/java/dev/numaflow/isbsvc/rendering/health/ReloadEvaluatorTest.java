package dev.numaflow.isbsvc.rendering.health;

import static dev.numaflow.isbsvc.rendering.health.Answers.pod;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.SERVES;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealthTest.previous;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealthTest.readBack;
import static dev.numaflow.isbsvc.rendering.health.ReloadEvaluator.SKEW;
import static dev.numaflow.isbsvc.rendering.health.ReloadEvaluator.TIME_TO_LOAD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.Effect;
import dev.numaflow.isbsvc.rendering.change.FieldRule;
import dev.numaflow.isbsvc.rendering.health.PodState.Server;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes whose ConfigMap was changed at midnight: what their servers say, and when, decides whether they have taken it. */
class ReloadEvaluatorTest {

    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant BEFORE = WRITTEN.minus(Duration.ofHours(1));
    private static final long WANTED = 2_000_000;
    private static final long OTHER = 1_048_576;

    private final LiveConfig changed = new LiveConfig(Optional.of(WRITTEN), Optional.of(WANTED), false, true);
    private final LiveConfig changedBack = new LiveConfig(Optional.of(WRITTEN), Optional.of(WANTED), false, false);

    /** Whoever lets another setting be reloaded has it compared as well. */
    @Test
    void everySettingThatIsReloadedIsCompared() {
        assertThat(ChangePolicy.rules().stream()
                        .filter(line -> line.effect() == Effect.RELOAD)
                        .map(FieldRule::path))
                .containsExactly("spec.jetstream.settings.max_payload");
    }

    @ParameterizedTest(name = "{0} s after the change: {1}")
    @CsvSource({"109, false", "110, true", "86400, true"})
    void aServerThatRunsWithAnotherValueIsNamedWhenItHadTheTime(int seconds, boolean expected) {
        Optional<String> reported = trouble(
                after(seconds), changed, run(0, WANTED, WRITTEN), run(1, OTHER, BEFORE), run(2, WANTED, after(1)));

        assertThat(reported.isPresent()).isEqualTo(expected);
        reported.ifPresent(text -> assertThat(text)
                .startsWith("ConfigurationNotTaken: isbsvc-a-js-1 runs with max_payload 1048576"
                        + " (loaded 2025-12-31T23:00:00Z) instead of 2000000: look ")
                .contains("container main", "container reloader")
                .doesNotContain("js-0"));
    }

    @Test
    void serversThatAreReplacedComeBackWithIt() {
        HealthFacts rolling = new HealthFacts(
                        new NodeSet(3, true), previous(SERVES), List.of(), List.of(), after(86_400))
                .with(changed, List.of(run(0, OTHER, BEFORE)));

        assertThat(ReloadEvaluator.trouble(rolling)).isEmpty();
        assertThat(ReloadEvaluator.awaited(rolling, WRITTEN)).isEmpty();
    }

    /** A change that no value shows, as that of a credential's file: only the time does. */
    @Test
    void aServerThatHasLoadedNothingSinceIsNamedThoughItsValueIsRight() {
        Optional<String> reported = trouble(
                after(120), changed, run(0, WANTED, after(45)), run(1, WANTED, BEFORE), run(2, WANTED, after(46)));

        assertThat(reported)
                .contains("ConfigurationNotTaken: isbsvc-a-js-1 has not loaded its configuration since"
                        + " 2025-12-31T23:00:00Z (changed 2026-01-01T00:00:00Z): look for a refused reload in the log of"
                        + " its container main, and for the signal in that of its container reloader");
    }

    /** The kubelet may never have seen what was there in between: no file changed, and nobody was signalled. */
    @Test
    void whatWasThereBeforeNeedsNotBeLoadedAgain() {
        assertThat(trouble(after(86_400), changedBack, run(0, WANTED, BEFORE))).isEmpty();
        assertThat(trouble(after(86_400), changedBack, run(0, OTHER, BEFORE))).isPresent();
    }

    @Test
    void aServerThatStartedSinceHasItFromItsStart() {
        assertThat(trouble(after(86_400), changed, run(0, WANTED, after(1)))).isEmpty();
    }

    @Test
    void aServerThatDoesNotSayWhenItLoadedIsEvaluatedByItsValue() {
        ServerRun silent = new ServerRun(pod(0), Optional.empty(), Optional.empty(), WANTED);

        assertThat(trouble(after(86_400), changed, silent)).isEmpty();
    }

    @ParameterizedTest(name = "a clock {0} s off")
    @ValueSource(longs = {-3600, -30, 30, 3600})
    void aServersClockIsComparedWithItselfAlone(long off) {
        Instant now = after(120);
        ServerRun taken = run(0, WANTED, after(60).plusSeconds(off), now.plusSeconds(off));
        ServerRun missed = run(1, WANTED, BEFORE.plusSeconds(off), now.plusSeconds(off));

        assertThat(trouble(now, changed, taken)).isEmpty();
        assertThat(trouble(now, changed, missed)).isPresent();
    }

    @ParameterizedTest(name = "loaded {0} s before it was changed: {1}")
    @CsvSource({"10, false", "11, true"})
    void ourClockMayBeSecondsOffThatOfWhoWroteIt(int seconds, boolean expected) {
        ServerRun run = run(0, WANTED, WRITTEN.minusSeconds(seconds));

        assertThat(trouble(after(120), changed, run).isPresent()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} s after the change: {1}")
    @CsvSource({"109, false", "110, true", "127, true", "709, true", "710, false"})
    void aServerThatDoesNotAnswerIsNamedWhenItHadTheTimeAndNotForTheSilenceOfAMomentLater(int seconds, boolean named) {
        Optional<String> reported =
                trouble(after(seconds), changed, run(0, WANTED, after(1)), run(1, WANTED, after(2)));

        assertThat(reported.isPresent()).isEqualTo(named);
        reported.ifPresent(text -> assertThat(text)
                .isEqualTo("ConfigurationNotTaken: isbsvc-a-js-2 does not answer, so whether it has taken the"
                        + " configuration is not known: look for a refused reload in the log of its container main, and for"
                        + " the signal in that of its container reloader"));
    }

    @Test
    void whoIsBehindIsNamedBeforeWhoDoesNotAnswer() {
        Optional<String> reported = trouble(after(127), changed, run(1, OTHER, BEFORE), run(2, WANTED, after(1)));

        assertThat(reported).hasValueSatisfying(text -> assertThat(text)
                .contains("isbsvc-a-js-1 runs with", ", isbsvc-a-js-0 does not answer, so whether")
                .doesNotContain("js-2"));
    }

    /** Nobody knows it better since. */
    @Test
    void aServerThatWasNamedStaysSoUntilItAnswers() {
        ServerRun taken = run(0, WANTED, after(1));
        ServiceTrouble named = ReloadEvaluator.trouble(facts(after(127), changed, taken, run(1, WANTED, after(1))))
                .orElseThrow();
        PreviousHealth reported = readBack(new Health.Serves(List.of(named), false), previous(SERVES));

        assertThat(trouble(reported, after(86_400), taken, run(1, WANTED, after(1))))
                .contains(named.toString());
        assertThat(trouble(reported, after(86_400), taken, run(2, WANTED, after(1))))
                .as("another one, for a moment")
                .isEmpty();
        assertThat(trouble(reported, after(86_400), taken, run(1, WANTED, after(1)), run(2, WANTED, after(1))))
                .isEmpty();
    }

    /** Then the service itself is in doubt. */
    @Test
    void whereTooFewAnswerNobodyIsNamedForThat() {
        assertThat(trouble(after(127), changed, run(0, WANTED, after(1)))).isEmpty();
        assertThat(trouble(after(127), changed)).isEmpty();
    }

    @Test
    void aPodThatIsNotReadyOrIsNoNodeIsNotAwaitedAndNotNamed() {
        ServerRun[] taken = {run(0, WANTED, after(1)), run(1, WANTED, after(1))};
        for (PodState third : List.of(
                new PodState(pod(2), Server.RUNS, Optional.empty()),
                new PodState(pod(3), Server.READY, Optional.empty()))) {
            List<PodState> pods = List.of(ready(0), ready(1), third);

            assertThat(ReloadEvaluator.trouble(facts(pods, previous(SERVES), after(127), changed, taken)))
                    .isEmpty();
            assertThat(ReloadEvaluator.awaited(facts(pods, previous(SERVES), after(63), changed, taken), WRITTEN))
                    .isEmpty();
        }
    }

    @Test
    void whileServersHaveTheTimeTheyAreAwaitedByName() {
        ServerRun taken = run(0, WANTED, after(1));

        assertThat(awaited(after(63), WRITTEN, taken, run(1, OTHER, BEFORE), run(2, WANTED, BEFORE)))
                .hasValueSatisfying(reported -> assertThat(reported)
                        .contains("isbsvc-a-js-1 runs with", "isbsvc-a-js-2 has not loaded")
                        .doesNotContain("js-0"));
        assertThat(awaited(after(63), WRITTEN, taken, run(1, WANTED, after(30)), run(2, WANTED, after(60))))
                .isEmpty();
        assertThat(awaited(after(63), WRITTEN, taken, run(1, WANTED, after(30))))
                .as("one that does not answer just now")
                .contains("isbsvc-a-js-2 does not answer");
    }

    /** Else it would end as a dead letter. */
    @ParameterizedTest(name = "the last delivery, {0} s after the event, by a clock {1} s behind")
    @CsvSource({"127, 0", "127, 10", "127, 17", "120, 10"})
    void nobodyIsAwaitedAtTheLastDelivery(int seconds, int behind) {
        Instant now = after(seconds - behind);

        assertThat(awaited(now, WRITTEN, run(0, OTHER, BEFORE))).isEmpty();
        assertThat(trouble(now, changed, run(0, OTHER, BEFORE))).isPresent();
    }

    /** It changed once more since the event: another event tells of that, and this one is at its end. */
    @Test
    void anEventIsNotKeptForAWriteThatCameAfterIt() {
        Instant event = WRITTEN.minusSeconds(60);

        assertThat(awaited(event.plus(TIME_TO_LOAD).minusSeconds(1), event, run(0, OTHER, BEFORE)))
                .isPresent();
        assertThat(awaited(event.plus(TIME_TO_LOAD), event, run(0, OTHER, BEFORE)))
                .isEmpty();
    }

    @Test
    void aClockThatIsFarBehindWaitsForNobody() {
        assertThat(awaited(WRITTEN.minus(SKEW), WRITTEN, run(0, OTHER, BEFORE))).isPresent();
        assertThat(awaited(WRITTEN.minus(SKEW).minusSeconds(1), WRITTEN, run(0, OTHER, BEFORE)))
                .isEmpty();
    }

    /** As somebody may write it by hand. */
    @Test
    void aTimeThatNoClockReachesIsWaitedForByNobody() {
        for (Instant written : List.of(Instant.MAX, Instant.MIN)) {
            LiveConfig config = new LiveConfig(Optional.of(written), Optional.of(WANTED), false, true);
            HealthFacts facts = facts(after(1), config, run(0, OTHER, BEFORE), run(1, WANTED, WRITTEN));

            assertThat(ReloadEvaluator.awaited(facts, WRITTEN)).isEmpty();
            assertThat(ReloadEvaluator.awaited(facts(after(1), changed, run(0, OTHER, BEFORE)), written))
                    .isEmpty();
            assertThat(ReloadEvaluator.trouble(facts).isPresent()).isEqualTo(written.equals(Instant.MIN));
        }
    }

    private static Instant after(long seconds) {
        return WRITTEN.plusSeconds(seconds);
    }

    private static Optional<String> trouble(Instant now, LiveConfig config, ServerRun... runs) {
        return ReloadEvaluator.trouble(facts(now, config, runs)).map(ServiceTrouble::toString);
    }

    private Optional<String> trouble(PreviousHealth previous, Instant now, ServerRun... runs) {
        return ReloadEvaluator.trouble(facts(allReady(), previous, now, changed, runs))
                .map(ServiceTrouble::toString);
    }

    private Optional<String> awaited(Instant now, Instant event, ServerRun... runs) {
        return ReloadEvaluator.awaited(facts(now, changed, runs), event);
    }

    private static HealthFacts facts(Instant now, LiveConfig config, ServerRun... runs) {
        return facts(allReady(), previous(SERVES), now, config, runs);
    }

    private static HealthFacts facts(
            List<PodState> pods, PreviousHealth previous, Instant now, LiveConfig config, ServerRun... runs) {
        return new HealthFacts(new NodeSet(3, false), previous, pods, List.of(), now)
                .with(config, Stream.of(runs).toList());
    }

    private static List<PodState> allReady() {
        return IntStream.range(0, 3).mapToObj(ReloadEvaluatorTest::ready).toList();
    }

    private static PodState ready(int ordinal) {
        return new PodState(pod(ordinal), Server.READY, Optional.empty());
    }

    private static ServerRun run(int ordinal, long maxPayload, Instant loaded) {
        return new ServerRun(pod(ordinal), Optional.empty(), Optional.of(loaded), maxPayload);
    }

    private static ServerRun run(int ordinal, long maxPayload, Instant loaded, Instant asked) {
        return new ServerRun(pod(ordinal), Optional.empty(), Optional.of(loaded), maxPayload, Optional.of(asked));
    }
}
