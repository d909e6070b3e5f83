package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Decides whether the end of certificates of servers with TLS is so near that its user has to be told why they are not renewed. */
public final class CertificateRenewal {

    private static final Duration NEAR = Duration.ofDays(30);

    /** A user's Secret is renewed by others, and may be valid for a day only. */
    private static final Duration NEAR_OF_COPY = Duration.ofDays(2);

    private static final String NOBODYS = "nobody renews what somebody has put into the server Secret by hand";
    private static final String BY_HAND =
            "Put others under the same authority into the server Secret, or those of a Secret of your own by the annotation "
                    + Annotations.TLS_SECRET;

    private CertificateRenewal() {}

    /**
     * What is told, where the renewal is not under way and cannot begin.
     *
     * @param blocked what else keeps a renewal from beginning; empty where nothing does
     */
    public static Optional<HeldChange> due(
            ValidService service, CertificateNotes notes, Optional<String> blocked, Instant now) {
        if (notes.isUnderWay()) {
            return Optional.empty();
        }
        Optional<Instant> end = notes.expires().filter(ends -> isNear(ends, NEAR, now));
        Optional<HeldChange> own = notes.isRenewalDue(now)
                ? end.flatMap(ends -> blocked.map(why ->
                        held(service, ends, why, "It goes on by itself when that is over; see to it that it ends")))
                : due(service, notes.expires().map(Instant::toString).orElse(""), now);
        return own.or(() -> notes.copyExpires()
                        .filter(ends -> isNear(ends, NEAR_OF_COPY, now))
                        .map(ends -> held(
                                service,
                                ends,
                                "the copy that clients see is of a Secret that has not been renewed, or cannot be used",
                                "Renew the certificate in the Secret that the annotation " + Annotations.TLS_SECRET
                                        + " names")))
                .filter(any -> service.tls().mountsCertificates());
    }

    /**
     * The held change where nothing is renewed here.
     *
     * @param expires as recorded on the server Secret; empty where an older release created it
     */
    public static Optional<HeldChange> due(ValidService service, String expires, Instant now) {
        return end(expires)
                .filter(end -> service.spec().tlsEnabled())
                .filter(end -> isNear(end, NEAR, now))
                .map(end -> held(service, end, NOBODYS, BY_HAND));
    }

    private static boolean isNear(Instant end, Duration near, Instant now) {
        return Duration.between(now, end).compareTo(near) < 0;
    }

    private static HeldChange held(ValidService service, Instant end, String reason, String wayOut) {
        return new HeldChange(
                HeldChange.id(service, "certificates", end.toString()),
                "certificates",
                "valid until " + end,
                "renewed",
                Effect.STEPS,
                reason,
                wayOut);
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
