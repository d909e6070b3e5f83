package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRenewalTest {

    private static final ValidService TLS = Services.jetstream("tls: true");
    private static final Instant NOW = Instant.parse("2026-01-20T00:00:00Z");
    private static final Optional<Instant> DUE = Optional.of(NOW);

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-03-01T00:00:00Z, false",
        "2026-01-01T00:00:00Z, 2026-01-31T00:00:00Z, false",
        "2026-01-01T00:00:01Z, 2026-01-31T00:00:00Z, true",
        "2026-02-01T00:00:00Z, 2026-01-31T00:00:00Z, true",
        "2026-02-01T00:00:00Z, '', false",
        "2026-02-01T00:00:00Z, soon, false",
        "2026-02-01T00:00:00Z, -1000000000-01-01T00:00:00Z, true",
        "2026-02-01T00:00:00Z, +1000000000-12-31T23:59:59.999999999Z, false",
    })
    void isDueThirtyDaysBeforeTheEnd(Instant now, String expires, boolean due) {
        assertThat(CertificateRenewal.due(TLS, expires, now).isPresent()).isEqualTo(due);
    }

    /** So that a status which says so once is left alone. */
    @Test
    void saysTheSameEachDay() {
        String expires = "2026-01-31T00:00:00Z";

        assertThat(CertificateRenewal.due(TLS, expires, Instant.parse("2026-01-30T00:00:00Z")))
                .isEqualTo(CertificateRenewal.due(TLS, expires, Instant.parse("2026-02-20T00:00:00Z")))
                .hasValueSatisfying(held -> assertThat(held.toString())
                        .startsWith("certificates stays valid until 2026-01-31T00:00:00Z (wanted renewed): "));
    }

    @Test
    void whatBlocksARenewalIsToldUnlessItIsUnderWay() {
        Optional<String> blocked = Optional.of("its nodes are in steps");
        assertThat(told(notes(false, DUE), blocked)).contains("its nodes are in steps");
        assertThat(told(notes(false, DUE), Optional.empty())).as("begins").isEmpty();
        assertThat(told(notes(true, DUE), blocked)).as("under way").isEmpty();
        assertThat(told(notes(false, Optional.empty()), Optional.empty()))
                .contains("nobody renews")
                .doesNotContain("delete the service");
    }

    @ParameterizedTest
    @CsvSource({"2026-01-22T00:00:01Z, false", "2026-01-21T23:59:59Z, true", "2026-01-19T00:00:00Z, true"})
    void aCopyOfAUsersSecretThatIsValidForHoursIsToldOfInItsLastTwoDays(Instant end, boolean isTold) {
        CertificateNotes notes = new CertificateNotes(
                Optional.of(NOW.plus(Duration.ofDays(300))),
                Optional.empty(),
                false,
                "mine/1",
                "mine/1",
                Optional.of(end));

        assertThat(told(notes, Optional.empty()).contains("of a Secret that has not been renewed"))
                .isEqualTo(isTold);
    }

    private static CertificateNotes notes(boolean isUnderWay, Optional<Instant> renew) {
        return new CertificateNotes(Optional.of(NOW.plus(Duration.ofDays(20))), renew, isUnderWay, "", "");
    }

    private static String told(CertificateNotes notes, Optional<String> blocked) {
        return CertificateRenewal.due(TLS, notes, blocked, NOW)
                .map(HeldChange::toString)
                .orElse("");
    }

    @Test
    void concernsNobodyWithoutTls() {
        assertThat(CertificateRenewal.due(
                        Services.jetstream("tls: false"),
                        "2026-01-31T00:00:00Z",
                        Instant.parse("2026-02-20T00:00:00Z")))
                .isEmpty();
    }
}
