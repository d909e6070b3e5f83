package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What one node says about a stream of which it has a copy.
 *
 * @param config as the server reports it
 * @param leader who leads the stream, as this node knows it; empty where there is nobody, or no cluster
 * @param peers the other copies
 * @param messages that this node has
 * @param lastSequence of what this node has
 */
public record StreamReport(
        String name,
        JsonNode config,
        String leader,
        List<PeerReport> peers,
        long messages,
        long lastSequence,
        List<ConsumerReport> consumers) {
    public StreamReport {
        peers = List.copyOf(peers);
        consumers = List.copyOf(consumers);
    }

    /** Reads what a node lists, or what the JetStream API answers: there the name stands in the configuration alone. */
    public static StreamReport of(JsonNode stream) {
        JsonNode cluster = stream.path("cluster");
        JsonNode state = stream.path("state");
        return new StreamReport(
                stream.path("name").asText(stream.at("/config/name").asText()),
                stream.path("config"),
                cluster.path("leader").asText(),
                PeerReport.all(cluster.path("replicas")),
                state.path("messages").asLong(),
                state.path("last_seq").asLong(),
                StreamSupport.stream(stream.path("consumer_detail").spliterator(), false)
                        .map(ConsumerReport::of)
                        .toList());
    }

    /** How many copies there should be. */
    public int replicas() {
        return Math.max(1, config.path("num_replicas").asInt());
    }

    /** The consumer of this name. */
    public Optional<ConsumerReport> consumer(String wanted) {
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(wanted))
                .findFirst();
    }

    /**
     * Whether nobody waits for anything in it: its own consumer is there, and nothing is pending for that or any other; or, where
     * its own is missing, nothing is there. Of a consumer that is ahead of the stream servers count nothing as pending, although it
     * was never given what was stored last.
     */
    public boolean drained() {
        return (messages == 0 || hasOwnConsumer())
                && !hasConsumerAhead()
                && consumers.stream().allMatch(ConsumerReport::drained);
    }

    /**
     * How many messages somebody still waits for: those of the consumer that lacks most; or all where its own consumer is missing,
     * or one is ahead and nobody can tell which of them it was given.
     */
    public long unread() {
        long lacking = consumers.stream()
                .mapToLong(consumer -> consumer.pending() + consumer.unacknowledged())
                .max()
                .orElse(0);
        return hasOwnConsumer() && !hasConsumerAhead() ? lacking : Math.max(messages, lacking);
    }

    /** The consumer of a buffer has its name; others read along, and say nothing about what its vertex has read. */
    private boolean hasOwnConsumer() {
        return consumer(name).isPresent();
    }

    private boolean hasConsumerAhead() {
        return consumers.stream().anyMatch(consumer -> consumer.isAheadOf(lastSequence));
    }

    /** The same with this configuration. */
    public StreamReport withConfig(JsonNode other) {
        return new StreamReport(name, other, leader, peers, messages, lastSequence, consumers);
    }

    /** The same with exactly these consumers. */
    public StreamReport withConsumers(List<ConsumerReport> others) {
        return new StreamReport(name, config, leader, peers, messages, lastSequence, others);
    }

    /** With the consumers that another node lists as well. */
    public StreamReport and(StreamReport other) {
        Map<String, ConsumerReport> all = new LinkedHashMap<>();
        consumers.forEach(consumer -> all.put(consumer.name(), consumer));
        other.consumers.forEach(consumer -> all.merge(consumer.name(), consumer, ConsumerReport::and));
        return new StreamReport(
                name,
                config,
                leader,
                peers,
                Math.max(messages, other.messages),
                Math.max(lastSequence, other.lastSequence),
                List.copyOf(all.values()));
    }
}
