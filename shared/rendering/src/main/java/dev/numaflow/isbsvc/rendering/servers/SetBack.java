package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The position to which a consumer that is ahead of its stream is reset: as far as it has certainly acknowledged, never further.
 * Messages may be redelivered; none is skipped.
 */
public final class SetBack {

    /** Servers of every version store a description with a consumer. */
    private static final String MARK = "set back by isbsvc after its stream had lost messages";

    private static final String POLICY = "deliver_policy";
    private static final String BY_SEQUENCE = "by_start_sequence";

    private SetBack() {}

    /**
     * The sequence from which it delivers again: the first unacknowledged one, or the first of the stream where that is unknown.
     * After a stream has lost its end, its sequences are reused: an acknowledged number may be a new message that was never
     * delivered.
     *
     * @param first sequence of the stream
     * @param last sequence of the stream
     * @param acknowledged the sequence up to which every message is acknowledged
     * @param isTheSame whether the message at {@code acknowledged} is certainly the one that was acknowledged
     */
    public static long position(long first, long last, long acknowledged, boolean isTheSame) {
        boolean known = isTheSame && acknowledged <= last;
        return Math.max(1, known ? Math.max(first, acknowledged + 1) : first);
    }

    /** The configuration to recreate it where servers cannot reset it; everything else stays. */
    public static JsonNode config(JsonNode live, long sequence) {
        ObjectNode config = live.deepCopy();
        config.remove("opt_start_time");
        return config.put("description", MARK).put(POLICY, BY_SEQUENCE).put("opt_start_seq", sequence);
    }

    /**
     * Whether a consumer of this stream can only start with the first message: a work-queue stream rejects any other start, and
     * acknowledged messages are no longer in it.
     */
    public static boolean onlyFromTheFirst(JsonNode stream) {
        return "workqueue".equals(stream.path("retention").asText());
    }

    /** The configuration to recreate it to start with the first message. */
    public static JsonNode configFromTheFirst(JsonNode live) {
        ObjectNode config = live.deepCopy();
        config.remove(List.of("opt_start_time", "opt_start_seq"));
        return config.put(POLICY, "all");
    }

    /** Whether a consumer was recreated here, so that its start after the first message is intended. */
    public static boolean isMarkedIn(JsonNode consumer) {
        return MARK.equals(consumer.path("description").asText())
                && BY_SEQUENCE.equals(consumer.path(POLICY).asText());
    }
}
