package dev.numaflow.isbsvc.runtime.status;

import dev.numaflow.isbsvc.rendering.status.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The reason and message of an Event about an object.
 *
 * @param message without any secret
 * @param identity what makes two messages the same: the text, unless it contains numbers that keep changing
 * @param occasion distinguishes one occurrence from the same at another time; empty for a state whose beginning and end are not
 *     observed
 */
public record EventMessage(Reason reason, String message, String occasion, String identity) {

    /** The longest message of an Event. */
    static final int LONGEST_MESSAGE = 1024;

    /** How many Events one reconcile may write about one object for one reason, in addition to one that counts the rest. */
    static final int MOST_MESSAGES = 10;

    private static final String SEPARATOR = "; ";

    /** A state: reported again, it is the same message. */
    public EventMessage(Reason reason, String message) {
        this(reason, message, "", message);
    }

    /** The same as a state that is reported once however its numbers change. */
    public EventMessage identifiedBy(String what) {
        return new EventMessage(reason, message, occasion, what);
    }

    /** The same as an occurrence at that time. */
    public EventMessage happenedAt(Instant moment) {
        return new EventMessage(reason, message, moment.toString(), identity);
    }

    /** The same as a state that no status contains: it is reported once for each generation of the object. */
    public EventMessage onceAGeneration() {
        return new EventMessage(reason, message, "generation", identity);
    }

    /** The same as a state that began at this version of the object. A message that already has an occasion keeps it. */
    public EventMessage begunAt(String resourceVersion) {
        return occasion.isEmpty() ? new EventMessage(reason, message, "version " + resourceVersion, identity) : this;
    }

    /** Whether the message of an Event contains this text, as far as an Event can hold it. */
    public static boolean isIn(String message, String text) {
        return message.contains(text.substring(0, Math.min(text.length(), LONGEST_MESSAGE)));
    }

    /** Several texts for one reason, in as few messages as can hold them; beyond {@link #MOST_MESSAGES} the rest is counted. */
    public static List<EventMessage> of(Reason reason, List<String> texts) {
        List<EventMessage> messages = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int included = 0;
        for (String each : texts) {
            if (!text.isEmpty() && text.length() + SEPARATOR.length() + each.length() > LONGEST_MESSAGE) {
                messages.add(new EventMessage(reason, text.toString()));
                text.setLength(0);
            }
            if (messages.size() == MOST_MESSAGES) {
                text.append("and ").append(texts.size() - included).append(" more of the kind");
                break;
            }
            text.append(text.isEmpty() ? "" : SEPARATOR).append(each);
            included++;
        }
        if (!text.isEmpty()) {
            messages.add(new EventMessage(reason, text.toString()));
        }
        return messages;
    }
}
