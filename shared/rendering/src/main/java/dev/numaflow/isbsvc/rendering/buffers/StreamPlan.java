package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.Values;
import java.util.Map;

/** A stream that must exist, with its consumers by name. */
public record StreamPlan(StreamConfig config, Map<String, ConsumerConfig> consumers) {

    static StreamPlan buffer(String name, BufferConfig config) {
        return new StreamPlan(
                StreamConfig.buffer(name, config.stream()),
                Map.of(name, ConsumerConfig.buffer(name, config.consumer())));
    }

    static StreamPlan bucket(String bucket, Values settings) {
        return new StreamPlan(StreamConfig.bucket(bucket, settings), Map.of());
    }
}
