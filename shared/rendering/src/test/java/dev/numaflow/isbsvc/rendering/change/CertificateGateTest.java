package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateGateTest {

    private static final Instant ENDS = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant RENEW = Instant.parse("2026-09-01T00:00:00Z");
    private static final Instant DUE = Instant.parse("2026-10-01T00:00:00Z");
    private static final Optional<String> CLOSED = Optional.of("its maintenance window opens at noon");

    private String approve = "";
    private String seen = "mine/1";

    @Test
    void aRenewalThatIsDueWaitsForTheWindowAndSaysHowToLetItBegin() {
        HeldChange held = obstacle(false, CLOSED, DUE).orElseThrow();

        assertThat(held.toString())
                .startsWith(
                        "certificates stays valid until 2027-01-01T00:00:00Z (wanted renewed): its maintenance window"
                                + " opens at noon. It goes on by itself then, or two weeks before they end; let it begin now with")
                .contains(held.id());
        assertThat(obstacle(false, Optional.empty(), DUE)).isEmpty();
        approve = held.id();
        assertThat(obstacle(false, CLOSED, DUE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-31T23:59:59Z, false",
        "2026-09-01T00:00:00Z, true",
        "2026-12-17T23:59:59Z, true",
        "2026-12-18T00:00:00Z, false",
        "2027-02-01T00:00:00Z, false",
    })
    void itWaitsFromTwoThirdsOfTheLifeUntilTwoWeeksBeforeTheEnd(Instant now, boolean waits) {
        assertThat(obstacle(false, CLOSED, now).isPresent()).isEqualTo(waits);
    }

    @Test
    void anotherVersionOfTheUsersSecretWaitsAsWellWithAnIdOfItsOwn() {
        HeldChange renewal = obstacle(false, CLOSED, DUE).orElseThrow();
        seen = "mine/0";
        HeldChange taken = obstacle(false, CLOSED, RENEW.minusSeconds(1)).orElseThrow();

        assertThat(taken.desired()).isEqualTo("those of Secret mine, version 1");
        assertThat(taken.id()).isNotEqualTo(renewal.id());
    }

    @Test
    void podsThatLoadNoOthersAreNotGivenAnyHoweverNearTheEnd() {
        assertThat(obstacle(true, Optional.empty(), ENDS).orElseThrow().reason())
                .isEqualTo("pods that Numaflow's controller made load no others while they run");
    }

    /** An annotation that somebody has taken away, or that is of before, lets nothing begin outside of the window. */
    @Test
    void theWindowGovernsWhatIsDueByTheCertificatesThemselvesToo() {
        CertificateNotes none = new CertificateNotes(Optional.empty(), Optional.empty(), false, "mine/1", "mine/1");
        assertThat(held(none)).isEmpty();
        assertThat(held(none.shown(Optional.of(ENDS), Optional.of(RENEW), false)))
                .isPresent();
        assertThat(held(none.shown(Optional.of(ENDS), Optional.empty(), true)))
                .as("the user's Secret is another one")
                .isPresent();
        assertThat(held(none.shown(Optional.of(ENDS), Optional.empty(), false))).isEmpty();
    }

    private static Optional<HeldChange> held(CertificateNotes notes) {
        return new CertificateGate("uid", "", notes, false, CLOSED).obstacle(DUE);
    }

    private Optional<HeldChange> obstacle(boolean areLoadedNever, Optional<String> closed, Instant now) {
        CertificateNotes notes = new CertificateNotes(Optional.of(ENDS), Optional.of(RENEW), false, "mine/1", seen);
        return new CertificateGate("uid", approve, notes, areLoadedNever, closed).obstacle(now);
    }
}
