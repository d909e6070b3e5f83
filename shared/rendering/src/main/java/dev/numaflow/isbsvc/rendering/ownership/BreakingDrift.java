package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of the differences keep a stream or consumer from working at all. They are put right, whatever the buffer configuration
 * says; all other differences are settings, which are left as they are and told.
 */
final class BreakingDrift {

    private static final String SUBJECTS = "subjects";
    private static final String REPLICAS = "num_replicas";
    private static final String RETENTION = "retention";

    /** Writers reach nothing, or clients of a bucket cannot read or purge it. */
    private static final Set<String> OF_STREAM = Set.of(SUBJECTS, "allow_direct", "allow_rollup_hdrs");

    /** Nobody asks for these, and with them writers are not answered, or never accepted. */
    private static final List<String> NEVER_ON_STREAM = List.of("no_ack", "sealed");

    /** Messages are not delivered, not kept until they are acknowledged, or given up. */
    private static final Set<String> OF_CONSUMER =
            Set.of("filter_subject", "ack_policy", "deliver_policy", "replay_policy", "max_deliver", "durable_name");

    /** With these it does not deliver to whoever asks, or not what was written. */
    private static final List<String> NEVER_ON_CONSUMER =
            List.of("deliver_subject", "headers_only", "inactive_threshold");

    private BreakingDrift() {}

    /** @param nodes how many servers there should be: a stream with more copies loses its quorum with the next one */
    static List<ConfigDrift> ofStream(JsonNode wanted, JsonNode live, int nodes) {
        return Stream.concat(
                        ConfigDrift.all(wanted, live).stream()
                                .filter(drift -> OF_STREAM.contains(drift.field())
                                        || drift.field().equals(REPLICAS)
                                                && live.path(REPLICAS).asInt() > nodes),
                        ConfigDrift.unasked(NEVER_ON_STREAM, live).stream())
                .toList();
    }

    static List<ConfigDrift> ofConsumer(JsonNode wanted, JsonNode live) {
        return Stream.concat(
                        ConfigDrift.all(wanted, live).stream().filter(drift -> OF_CONSUMER.contains(drift.field())),
                        ConfigDrift.unasked(NEVER_ON_CONSUMER, live).stream())
                .toList();
    }

    /**
     * Whether a consumer can be made anew without a message being lost: a stream that keeps messages only while somebody is
     * interested drops them when its consumer goes.
     */
    static boolean consumerCanBeMadeAnew(JsonNode stream) {
        return !"interest".equals(stream.path(RETENTION).asText());
    }
}
