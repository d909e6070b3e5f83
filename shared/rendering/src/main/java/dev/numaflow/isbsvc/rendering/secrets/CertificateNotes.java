package dev.numaflow.isbsvc.rendering.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What the metadata of the Secrets says about certificates, so that nobody has to read them to see that they are due.
 *
 * @param expires when the first of them ends, but the copy of a user's Secret; empty where that is not noted
 * @param renew when the first of those that are made here is to be renewed
 * @param isUnderWay whether a change of them has begun
 * @param secret the user's Secret, with its version; empty where the service names none
 * @param seen the same as it was looked at last
 * @param copyExpires when the copy of it ends, which may be valid for hours; empty where there is none
 */
public record CertificateNotes(
        Optional<Instant> expires,
        Optional<Instant> renew,
        boolean isUnderWay,
        String secret,
        String seen,
        Optional<Instant> copyExpires) {

    /** Where no certificate is a copy. */
    public CertificateNotes(
            Optional<Instant> expires, Optional<Instant> renew, boolean isUnderWay, String secret, String seen) {
        this(expires, renew, isUnderWay, secret, seen, Optional.empty());
    }

    /** Before this time of their life is reached, a change waits for the maintenance window; afterwards it does not. */
    private static final Duration LAST = Duration.ofDays(14);

    private static final String ABSENT = "absent";
    private static final String NEVER = "never";

    /**
     * Reads them.
     *
     * @param server the server Secret, or its metadata
     * @param name of the user's Secret; empty where the service names none
     * @param live the user's Secret, or its metadata; empty where there is none of that name
     */
    public static CertificateNotes of(JsonNode server, String name, Optional<JsonNode> live) {
        JsonNode annotations = server.at("/metadata/annotations");
        return new CertificateNotes(
                instant(annotations.path(Annotations.CERTIFICATES_EXPIRE).asText()),
                instant(annotations.path(Annotations.CERTIFICATES_RENEW).asText()),
                annotations.has(Annotations.CERTIFICATES_STEP),
                version(name, live),
                annotations.path(Annotations.TLS_SECRET_SEEN).asText(),
                instant(annotations.path(Annotations.TLS_SECRET_EXPIRES).asText()));
    }

    /** A Secret of this name and this version. */
    private static String version(String name, Optional<JsonNode> live) {
        return name.isEmpty()
                ? ""
                : name + "/"
                        + live.map(secret ->
                                        secret.at("/metadata/resourceVersion").asText())
                                .orElse(ABSENT);
    }

    /** The same where nobody can say anything about the user's Secret. */
    public CertificateNotes withoutSecret() {
        return new CertificateNotes(expires, renew, isUnderWay, seen, seen, copyExpires);
    }

    /** The same as the Secrets themselves show it, whatever is noted. @param asks whether the user's Secret asks for a change */
    public CertificateNotes shown(Optional<Instant> ends, Optional<Instant> renewed, boolean asks) {
        return new CertificateNotes(ends, renewed, isUnderWay, secret, asks ? NEVER : secret, copyExpires);
    }

    /** Whether those that are made here are to be renewed. */
    public boolean isRenewalDue(Instant now) {
        return renew.filter(due -> !now.isBefore(due)).isPresent();
    }

    /** Whether the user's Secret is another one than was looked at last. */
    public boolean isSecretUnseen() {
        return !secret.equals(seen);
    }

    /** Whether something is to be done that has not begun. */
    public boolean isDue(Instant now) {
        return !isUnderWay && (isRenewalDue(now) || isSecretUnseen());
    }

    /** Whether they end so soon that nothing may wait any longer. */
    public boolean isLastCall(Instant now) {
        return expires.filter(end -> isLastCall(end, now)).isPresent();
    }

    static boolean isLastCall(Instant end, Instant now) {
        return !Instant.MIN.plus(LAST).isBefore(end) || !now.isBefore(end.minus(LAST));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException edited) {
            // Unreadable counts as absent.
            return Optional.empty();
        }
    }
}
