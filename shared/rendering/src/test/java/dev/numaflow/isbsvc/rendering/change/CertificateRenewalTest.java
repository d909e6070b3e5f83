package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRenewalTest {

    private static final ValidService TLS = Services.jetstream("tls: true");

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
    void concernsNobodyWithoutTls() {
        assertThat(CertificateRenewal.due(
                        Services.jetstream("tls: false"),
                        "2026-01-31T00:00:00Z",
                        Instant.parse("2026-02-20T00:00:00Z")))
                .isEmpty();
    }
}
