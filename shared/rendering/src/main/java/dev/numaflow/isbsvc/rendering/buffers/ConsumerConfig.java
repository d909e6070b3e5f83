package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.numaflow.isbsvc.rendering.settings.Values;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The desired configuration of a durable pull consumer: what JetStream reports for it, by JetStream's names. */
public record ConsumerConfig(@JsonValue SortedMap<String, Object> fields) {

    /** Without replicas of its own, it has those of its stream. */
    private static final Map<String, Object> FIXED = Map.of(
            "ack_policy",
            "explicit",
            "deliver_policy",
            "all",
            "replay_policy",
            "instant",
            "max_deliver",
            -1,
            "max_waiting",
            512,
            "num_replicas",
            0);

    public ConsumerConfig {
        fields = Collections.unmodifiableSortedMap(fields);
    }

    /** The only consumer of a buffer, named like the buffer. */
    static ConsumerConfig buffer(String name, Values settings) {
        SortedMap<String, Object> fields = new TreeMap<>(FIXED);
        fields.putAll(settings.jetStream());
        fields.put("name", name);
        fields.put("durable_name", name);
        fields.put("filter_subject", name);
        return new ConsumerConfig(fields);
    }
}
