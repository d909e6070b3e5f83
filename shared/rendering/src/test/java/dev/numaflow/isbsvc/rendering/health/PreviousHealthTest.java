package dev.numaflow.isbsvc.rendering.health;

import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.LOST;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.NEVER_SERVED;
import static dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one evaluation records in conditions is what the next one knows, whatever the messages say. */
class PreviousHealthTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ServiceTrouble AHEAD = new ServiceTrouble(Kind.CONSUMERS_AHEAD, "s");

    @Test
    void whatIsRecordedIsReadBackFromTheStatus() {
        Health serves = new Health.Serves(List.of(AHEAD), false);
        PreviousHealth read = readBack(serves, previous(SERVES));

        assertThat(read.before()).isEqualTo(SERVES);
        assertThat(read.reported(Kind.CONSUMERS_AHEAD)).isTrue();
        assertThat(read.aheadSince()).contains(NOW);
        assertThat(serves.recorded(read, NOW.plusSeconds(9))).isEqualTo(read.recorded());
    }

    @Test
    void aDegradationThatIsOverAndEverythingElseOfAServiceThatDoesNotServeIsForgotten() {
        ServiceStatus degraded =
                status(new Fact.Healthy("x", new Health.Serves(List.of(AHEAD), false).recorded(previous(SERVES), NOW)));

        for (Fact next : List.of(new Fact.Healthy(""), new Fact.Unhealthy("NoQuorum", "x"), new Fact.Starting("x"))) {
            ServiceStatus after = StatusFold.fold(degraded, new Facts(1, true, List.of(next)), "later");
            assertThat(PreviousHealth.of(after).recorded()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-99-99T00:00:00Z", "", "yesterday"})
    void aTimeThatCannotBeReadIsNone(String time) {
        PreviousHealth edited = previous(
                SERVES,
                new Condition("ConsumersAhead", "True", "Reported", "", time, null),
                new Condition("NotConfirmed", "True", "NoQuorum", "", time, null));

        assertThat(edited.aheadSince()).isEmpty();
        assertThat(edited.doubtedSince()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "isbsvc-a-js-0 does not answer", "7", "[null]", "[[\"isbsvc-a-js-0\"]]"})
    void namesThatCannotBeReadAreNone(String message) {
        assertThat(previous(SERVES, Condition.since(NOW, "ConfigurationNotTaken", "Reported", message))
                        .silent())
                .doesNotContain("isbsvc-a-js-0");
    }

    /** Sentences of other programs, or edited ones, decide nothing. */
    @Test
    void noMessageIsReadAgain() {
        PreviousHealth written = new PreviousHealth(
                SERVES, "", "not confirmed since 2026-01-01T00:00:00Z, NoQuorum: x; ConsumersAhead: s", List.of());

        assertThat(written.doubtedSince()).isEmpty();
        assertThat(written.reported(Kind.CONSUMERS_AHEAD)).isFalse();
    }

    @Test
    void aLossIsTheSameAsLongAsItsReasonIs() {
        ServiceStatus lost = status(new Fact.Unhealthy("NoQuorum", "1 of 3 nodes ready"));

        assertThat(PreviousHealth.of(lost).isLostFor("NoQuorum")).isTrue();
        assertThat(PreviousHealth.of(lost).isLostFor("CrashLoopBackOff")).isFalse();
        assertThat(PreviousHealth.of(status(new Fact.Healthy(""))).isLostFor("NoQuorum"))
                .isFalse();
        assertThat(PreviousHealth.of(lost).before()).isEqualTo(LOST);
        assertThat(PreviousHealth.of(ServiceStatus.NONE).before()).isEqualTo(NEVER_SERVED);
    }

    static PreviousHealth previous(Before before, Condition... recorded) {
        return new PreviousHealth(before, "", "", List.of(recorded));
    }

    /** What the evaluation after this one reads. */
    static PreviousHealth readBack(Health health, PreviousHealth previous) {
        return PreviousHealth.of(status(new Fact.Healthy(health.message(), health.recorded(previous, NOW))));
    }

    private static ServiceStatus status(Fact fact) {
        return StatusFold.fold(ServiceStatus.NONE, new Facts(1, true, List.of(fact)), NOW.toString());
    }
}
