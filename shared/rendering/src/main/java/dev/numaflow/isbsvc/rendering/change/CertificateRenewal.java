package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Decides when the certificates of servers with TLS are due, and tells that their renewal waits. */
public final class CertificateRenewal {

    private static final Duration NEAR = Duration.ofDays(30);

    private CertificateRenewal() {}

    /**
     * What is held: while servers run, their certificates are not exchanged under them.
     *
     * @param expires as the server Secret says it; empty where an older release made it
     */
    public static Optional<HeldChange> due(ValidService service, String expires, Instant now) {
        return end(expires)
                .filter(end -> service.spec().tlsEnabled())
                .filter(end -> now.isAfter(end.minus(NEAR)))
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
            // Then it tells nothing, as if it were not there.
            return Optional.empty();
        }
    }
}
