package dev.numaflow.isbsvc.runtime.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something to tell a person about an object.
 *
 * @param message without any secret
 * @param identity what makes it the same notice: its message, unless that has numbers in it which change while it is read
 * @param occasion tells what happened once from the same another time; empty where it is a state that nobody saw go and come
 */
public record EventMessage(Reason reason, String message, String occasion, String identity) {

    /** What an Event can hold. */
    static final int LONGEST_MESSAGE = 1024;

    /** How many Events one reconcile may write about one object for one reason, beside one that counts the rest. */
    static final int MOST_NOTICES = 10;

    private static final String SEPARATOR = "; ";

    /** A state: told again, it is the same notice. */
    public EventMessage(Reason reason, String message) {
        this(reason, message, "", message);
    }

    /** The same as a state that is told once however its numbers change. */
    public EventMessage identifiedBy(String what) {
        return new EventMessage(reason, message, occasion, what);
    }

    /** The same as something that happened then. */
    public EventMessage happenedAt(Instant moment) {
        return new EventMessage(reason, message, moment.toString(), identity);
    }

    /** The same as a state that no status says: it is told once for each generation of the object. */
    public EventMessage onceAGeneration() {
        return new EventMessage(reason, message, "generation", identity);
    }

    /** The same as a state that began when the object stood at this version. Whoever has an occasion already keeps it. */
    public EventMessage begunAt(String resourceVersion) {
        return occasion.isEmpty() ? new EventMessage(reason, message, "version " + resourceVersion, identity) : this;
    }

    /** Several things for one reason, in as few notices as can hold them; beyond {@link #MOST_NOTICES} the rest is counted. */
    public static List<EventMessage> of(Reason reason, List<String> messages) {
        List<EventMessage> notices = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int said = 0;
        for (String message : messages) {
            if (!text.isEmpty() && text.length() + SEPARATOR.length() + message.length() > LONGEST_MESSAGE) {
                notices.add(new EventMessage(reason, text.toString()));
                text.setLength(0);
            }
            if (notices.size() == MOST_NOTICES) {
                text.append("and ").append(messages.size() - said).append(" more of the kind");
                break;
            }
            text.append(text.isEmpty() ? "" : SEPARATOR).append(message);
            said++;
        }
        if (!text.isEmpty()) {
            notices.add(new EventMessage(reason, text.toString()));
        }
        return notices;
    }
}
