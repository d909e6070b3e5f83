package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.numaflow.isbsvc.rendering.settings.BucketDefaults;
import dev.numaflow.isbsvc.rendering.settings.Retention;
import dev.numaflow.isbsvc.rendering.settings.Storage;
import dev.numaflow.isbsvc.rendering.settings.StreamDefaults;
import java.util.List;
import java.util.Map;

/**
 * The desired configuration of a stream. Its JSON is what JetStream reports for it, including defaults of the server, so that the
 * two can be compared.
 *
 * @param duplicateWindow nanoseconds for which message ids are remembered
 * @param keyValue the stream of a key-value bucket
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = true)
public record StreamConfig(
        String name,
        List<String> subjects,
        Retention retention,
        Discard discard,
        Storage storage,
        int numReplicas,
        @JsonUnwrapped StreamLimits limits,
        long duplicateWindow,
        @JsonIgnore boolean keyValue) {

    private static final long LONGEST_BUCKET_WINDOW = 120_000_000_000L;

    /** The stream of a buffer, with its name as the only subject. */
    static StreamConfig buffer(String name, StreamDefaults defaults) {
        return new StreamConfig(
                name,
                List.of(name),
                defaults.retention(),
                Discard.of(defaults.retention()),
                defaults.storage(),
                defaults.replicas(),
                new StreamLimits(
                        StreamLimits.zeroAsNone(defaults.maxMsgs()),
                        StreamLimits.NONE,
                        StreamLimits.zeroAsNone(defaults.maxMsgSize()),
                        StreamLimits.zeroAsNone(defaults.maxBytes()),
                        defaults.maxAge().nanos()),
                defaults.duplicates().nanos(),
                false);
    }

    /** The stream of a key-value bucket, as every NATS client creates it. */
    static StreamConfig bucket(String bucket, BucketDefaults defaults) {
        long ttl = defaults.ttl().nanos();
        return new StreamConfig(
                BufferNames.streamOf(bucket),
                List.of("$KV." + bucket + ".>"),
                Retention.LIMITS,
                Discard.NEW,
                defaults.storage(),
                defaults.replicas(),
                new StreamLimits(
                        StreamLimits.NONE,
                        defaults.history(),
                        StreamLimits.zeroAsNone(defaults.maxValueSize()),
                        StreamLimits.zeroAsNone(defaults.maxBytes()),
                        ttl),
                ttl == 0 ? LONGEST_BUCKET_WINDOW : Math.min(ttl, LONGEST_BUCKET_WINDOW),
                true);
    }

    @JsonProperty("allow_direct")
    boolean allowDirect() {
        return keyValue;
    }

    @JsonProperty("deny_delete")
    Boolean denyDelete() {
        return keyValue ? Boolean.TRUE : null;
    }

    @JsonProperty("allow_rollup_hdrs")
    Boolean allowRollup() {
        return keyValue ? Boolean.TRUE : null;
    }

    @JsonProperty("compression")
    String compression() {
        return "none";
    }

    @JsonProperty("consumer_limits")
    Map<String, Long> consumerLimits() {
        return Map.of();
    }

    @JsonProperty("max_consumers")
    long maxConsumers() {
        return StreamLimits.NONE;
    }

    @JsonProperty("mirror_direct")
    boolean mirrorDirect() {
        return false;
    }
}
