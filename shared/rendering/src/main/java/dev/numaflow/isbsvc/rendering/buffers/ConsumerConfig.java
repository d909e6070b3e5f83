package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.numaflow.isbsvc.rendering.settings.ConsumerDefaults;

/**
 * How a durable pull consumer is to be made; its JSON is what JetStream reports about one that was made so.
 *
 * @param ackWait after how many nanoseconds an unacknowledged message is delivered again
 * @param maxAckPending how many messages may be unacknowledged; -1 is no limit
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder(alphabetic = true)
public record ConsumerConfig(String durableName, String filterSubject, long ackWait, long maxAckPending) {

    private static final int SERVERS_MAX_WAITING = 512;

    /** The only consumer of a buffer, with the buffer's name. */
    static ConsumerConfig buffer(String name, ConsumerDefaults defaults) {
        return new ConsumerConfig(name, name, defaults.ackWait().nanos(), defaults.maxAckPending());
    }

    @JsonProperty("name")
    public String name() {
        return durableName;
    }

    @JsonProperty("ack_policy")
    String ackPolicy() {
        return "explicit";
    }

    @JsonProperty("deliver_policy")
    String deliverPolicy() {
        return "all";
    }

    @JsonProperty("replay_policy")
    String replayPolicy() {
        return "instant";
    }

    @JsonProperty("max_deliver")
    int maxDeliver() {
        return -1;
    }

    @JsonProperty("max_waiting")
    int maxWaiting() {
        return SERVERS_MAX_WAITING;
    }

    /** None of its own: it has as many as its stream. */
    @JsonProperty("num_replicas")
    int numReplicas() {
        return 0;
    }
}
