package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.model.Condition;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the condition says from the look before. It is all the memory there is: since when a doubt lasts stands in its message.
 *
 * @param message of the condition
 */
public record PreviousHealth(Before before, String message) {

    /** Whether the service has served, and does. */
    public enum Before {
        NEVER_SERVED,
        SERVES,
        LOST
    }

    private static final String SINCE = "not confirmed since ";
    private static final Pattern DOUBT =
            Pattern.compile(SINCE + "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ), (\\w+): ");

    /** In the note of a doubt, before what nobody was told of yet. */
    static final String NOT_TOLD = "; seen meanwhile: ";

    private static final String SEEN = " first seen ";
    private static final Pattern AHEAD = Pattern.compile(
            Kind.CONSUMERS_AHEAD.label() + ": [^;]*," + SEEN + "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)");

    /** Reads what stands; an absent condition is a service that never served. */
    public static PreviousHealth of(Optional<Condition> condition) {
        String message = condition.map(Condition::message).orElse("");
        if (condition.filter(Condition::isTrue).isPresent()) {
            return new PreviousHealth(Before.SERVES, message);
        }
        return new PreviousHealth(
                condition.filter(Condition::isFalse).isPresent() ? Before.LOST : Before.NEVER_SERVED, message);
    }

    /** What of such a message people have been told: what was seen during a doubt is reported when that is over. */
    public static String told(String message) {
        int end = message.indexOf(NOT_TOLD);
        return end < 0 ? message : message.substring(0, end);
    }

    /** Whether people have been told of this kind of trouble. */
    public boolean tells(Kind kind) {
        return before == Before.SERVES && told(message).contains(kind.label() + ": ");
    }

    /** Since when the servers of a service that serves have not confirmed it. */
    Optional<Instant> doubtedSince() {
        Matcher doubt = DOUBT.matcher(message);
        return before == Before.SERVES && doubt.find() ? Optional.of(Instant.parse(doubt.group(1))) : Optional.empty();
    }

    /** Since when consumers are known to be ahead of their streams. */
    public Optional<Instant> aheadSince() {
        Matcher ahead = AHEAD.matcher(message);
        return ahead.find() ? Optional.of(Instant.parse(ahead.group(1))) : Optional.empty();
    }

    /** How it is noted that these are; since when is kept, whichever they are later. */
    String noteAhead(String labels, Instant now) {
        return labels + "," + SEEN + aheadSince().orElse(now);
    }

    /** How a doubt is noted; the same kind of doubt is noted once, however it is worded later. */
    String note(ServiceTrouble doubt, Instant since, Health.Serves besides) {
        Matcher standing = DOUBT.matcher(message);
        if (before == Before.SERVES
                && standing.find()
                && standing.group(2).equals(doubt.kind().label())) {
            return message;
        }
        return SINCE + since + ", " + doubt + besides.messageBeside(this);
    }
}
