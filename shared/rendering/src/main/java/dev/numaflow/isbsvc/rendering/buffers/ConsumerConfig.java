package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.numaflow.isbsvc.rendering.settings.ConsumerDefaults;

/**
 * The desired configuration of a durable pull consumer; its JSON is what JetStream reports for it.
 *
 * @param ackWait nanoseconds until an unacknowledged message is redelivered
 * @param maxAckPending the maximum of unacknowledged messages; -1 is no limit
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder(alphabetic = true)
public record ConsumerConfig(String durableName, String filterSubject, long ackWait, long maxAckPending) {

    private static final int SERVERS_MAX_WAITING = 512;

    /** The only consumer of a buffer, named like the buffer. */
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

    /** 0: the consumer inherits the replicas of its stream. */
    @JsonProperty("num_replicas")
    int numReplicas() {
        return 0;
    }
}
