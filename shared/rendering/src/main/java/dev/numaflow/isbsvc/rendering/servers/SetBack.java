package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Where a consumer that is ahead of its stream is set back to: as far as it surely has acknowledged, and never further. What
 * lies between may be delivered again; nothing is left out.
 */
public final class SetBack {

    /** Servers of every version keep a description with a consumer. */
    private static final String MARK = "set back by isbsvc after its stream had lost messages";

    private static final String POLICY = "deliver_policy";
    private static final String BY_SEQUENCE = "by_start_sequence";

    private SetBack() {}

    /**
     * The sequence from which it delivers again: the first that it has not acknowledged, or the first of the stream where that is
     * not known. After a stream has lost its end, its sequences are given to new messages: one that is acknowledged by number may be
     * a message that nobody was given.
     *
     * @param first sequence of the stream
     * @param last sequence of the stream
     * @param acknowledged up to where the consumer has acknowledged every message
     * @param isTheSame whether the message at {@code acknowledged} is surely the one that was acknowledged
     */
    public static long position(long first, long last, long acknowledged, boolean isTheSame) {
        boolean known = isTheSame && acknowledged <= last;
        return Math.max(1, known ? Math.max(first, acknowledged + 1) : first);
    }

    /** The configuration with which it is made again where servers cannot set it back; its name, limits and all else stay. */
    public static JsonNode config(JsonNode live, long sequence) {
        ObjectNode config = live.deepCopy();
        config.remove("opt_start_time");
        return config.put("description", MARK).put(POLICY, BY_SEQUENCE).put("opt_start_seq", sequence);
    }

    /**
     * Whether a consumer of this stream can only be made so that it starts with the first message: a stream that keeps a message
     * until it is acknowledged refuses every other start. What was acknowledged is not in it any more.
     */
    public static boolean onlyFromTheFirst(JsonNode stream) {
        return "workqueue".equals(stream.path("retention").asText());
    }

    /** The configuration with which it is made again to start with the first message. */
    public static JsonNode configFromTheFirst(JsonNode live) {
        ObjectNode config = live.deepCopy();
        config.remove(List.of("opt_start_time", "opt_start_seq"));
        return config.put(POLICY, "all");
    }

    /** Whether a consumer was made by this: that it does not start with the first message is as it should be. */
    public static boolean isMarkedIn(JsonNode consumer) {
        return MARK.equals(consumer.path("description").asText())
                && BY_SEQUENCE.equals(consumer.path(POLICY).asText());
    }
}
