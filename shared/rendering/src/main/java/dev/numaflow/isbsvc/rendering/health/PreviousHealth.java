package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.model.Condition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition from the previous reconcile. It is the only state that is kept: the start of a doubt is recorded in its message.
 *
 * @param message of the condition
 */
public record PreviousHealth(Before before, String message) {

    /** Whether the service has served, and still does. */
    public enum Before {
        NEVER_SERVED,
        SERVES,
        LOST
    }

    private static final String SINCE = "not confirmed since ";
    private static final Pattern DOUBT =
            Pattern.compile(SINCE + "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ), (\\w+): ");

    /** Precedes what was not reported yet, in the message of a doubt. */
    static final String NOT_TOLD = "; seen meanwhile: ";

    private static final String SEEN = " first seen ";
    private static final Pattern AHEAD = Pattern.compile(
            Kind.CONSUMERS_AHEAD.label() + ": [^;]*," + SEEN + "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)");

    /** Reads the condition; without one, the service never served. */
    public static PreviousHealth of(Optional<Condition> condition) {
        String message = condition.map(Condition::message).orElse("");
        if (condition.filter(Condition::isTrue).isPresent()) {
            return new PreviousHealth(Before.SERVES, message);
        }
        return new PreviousHealth(
                condition.filter(Condition::isFalse).isPresent() ? Before.LOST : Before.NEVER_SERVED, message);
    }

    /** The part of such a message that was reported: what was observed during a doubt is reported when that is over. */
    public static String told(String message) {
        int end = message.indexOf(NOT_TOLD);
        return end < 0 ? message : message.substring(0, end);
    }

    /** Whether this kind of trouble was reported. */
    public boolean tells(Kind kind) {
        return before == Before.SERVES && told(message).contains(kind.label() + ": ");
    }

    /** Since when the servers of a service that serves have not confirmed it. */
    Optional<Instant> doubtedSince() {
        Matcher doubt = DOUBT.matcher(message);
        return before == Before.SERVES && doubt.find() ? time(doubt.group(1)) : Optional.empty();
    }

    /** Since when consumers are known to be ahead of their streams. */
    public Optional<Instant> aheadSince() {
        Matcher ahead = AHEAD.matcher(message);
        return ahead.find() ? time(ahead.group(1)) : Optional.empty();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException editedByHand) {
            // It counts as absent and is rewritten.
            return Optional.empty();
        }
    }

    /** The message for these consumers; the start time is kept, whichever they are later. */
    String noteAhead(String labels, Instant now) {
        return labels + "," + SEEN + aheadSince().orElse(now);
    }

    /** The message for a doubt; the same kind of doubt keeps its first message. */
    String note(ServiceTrouble doubt, Instant since, Health.Serves besides) {
        Matcher standing = DOUBT.matcher(message);
        if (doubtedSince().isPresent()
                && standing.find()
                && standing.group(2).equals(doubt.kind().label())) {
            return message;
        }
        return SINCE + since + ", " + doubt + besides.messageBeside(this);
    }
}
