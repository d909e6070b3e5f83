package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The differences that keep a stream or consumer from working at all. They are repaired whatever the buffer configuration says; all
 * other drift is reported and left alone.
 */
public final class BreakingDrift {

    private static final String SUBJECTS = "subjects";
    private static final String REPLICAS = "num_replicas";
    private static final String RETENTION = "retention";

    /** Otherwise writers do not reach the stream, or clients of a bucket cannot read or purge it. */
    private static final Set<String> OF_STREAM = Set.of(SUBJECTS, "allow_direct", "allow_rollup_hdrs");

    /** Never requested; with them writers get no acknowledgement, or are rejected. */
    private static final List<String> NEVER_ON_STREAM = List.of("no_ack", "sealed");

    /** Otherwise messages are not delivered, not kept until acknowledged, or given up. */
    private static final Set<String> OF_CONSUMER =
            Set.of("filter_subject", "ack_policy", "deliver_policy", "replay_policy", "max_deliver", "durable_name");

    /** With these it does not deliver to pull requests, or not what was written. */
    private static final List<String> NEVER_ON_CONSUMER =
            List.of("deliver_subject", "headers_only", "inactive_threshold");

    private BreakingDrift() {}

    /** @param nodes the desired number of servers; a stream with more replicas loses its quorum with the next server */
    static List<ConfigDrift> ofStream(JsonNode desired, JsonNode live, int nodes) {
        return Stream.concat(
                        ConfigDrift.all(desired, live).stream()
                                .filter(drift -> OF_STREAM.contains(drift.field())
                                        || drift.field().equals(REPLICAS)
                                                && live.path(REPLICAS).asInt() > nodes),
                        ConfigDrift.unasked(NEVER_ON_STREAM, live).stream())
                .toList();
    }

    static List<ConfigDrift> ofConsumer(JsonNode desired, JsonNode live) {
        return Stream.concat(
                        ConfigDrift.all(desired, live).stream().filter(drift -> OF_CONSUMER.contains(drift.field())),
                        ConfigDrift.unasked(NEVER_ON_CONSUMER, live).stream())
                .toList();
    }

    /**
     * Whether a consumer can be recreated without losing a message: a stream with interest retention drops messages when its
     * consumer is deleted.
     */
    public static boolean consumerCanBeMadeAnew(JsonNode stream) {
        return !"interest".equals(stream.path(RETENTION).asText());
    }
}
