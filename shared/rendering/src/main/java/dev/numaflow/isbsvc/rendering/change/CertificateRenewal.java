package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Decides when the certificates of servers with TLS are due, and reports the renewal as held. */
public final class CertificateRenewal {

    private static final Duration NEAR = Duration.ofDays(30);

    private CertificateRenewal() {}

    /**
     * The held change: certificates are not replaced while servers run.
     *
     * @param expires as recorded on the server Secret; empty where an older release created it
     */
    public static Optional<HeldChange> due(ValidService service, String expires, Instant now) {
        return end(expires)
                .filter(end -> service.spec().tlsEnabled())
                .filter(end -> Duration.between(now, end).compareTo(NEAR) < 0)
                .map(end -> held(service, end));
    }

    private static HeldChange held(ValidService service, Instant end) {
        return new HeldChange(
                HeldChange.id(service, "certificates", end.toString()),
                "certificates",
                "valid until " + end,
                "renewed",
                Effect.STEPS,
                "servers and clients that trust different certificates cannot connect",
                "Put certificates of your own into the server Secret, or delete the service and create it anew when its data may go");
    }

    private static Optional<Instant> end(String expires) {
        try {
            return expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires));
        } catch (DateTimeParseException editedByHand) {
            // Unreadable counts as absent.
            return Optional.empty();
        }
    }
}
