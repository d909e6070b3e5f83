package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A node's report of a stream of which it has a replica.
 *
 * @param config as the server reports it
 * @param leader the leader of the stream, as known to this node; empty without a leader or cluster
 * @param peers the other replicas
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

    /** Reads a node's listing or an answer of the JetStream API, where only the configuration has the name. */
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

    /** The desired number of replicas. */
    public int replicas() {
        return Math.max(1, config.path("num_replicas").asInt());
    }

    /** The desired number of replicas of a consumer's position. */
    public int replicas(ConsumerReport consumer) {
        int own = consumer.config().path("num_replicas").asInt();
        return own == 0 ? replicas() : own;
    }

    /** Whether its messages go with the process of its server, whatever becomes of the disk. */
    public boolean isInMemory() {
        return config.path("storage").asText().equals("memory");
    }

    /** The same of the position of a consumer. */
    public boolean isInMemory(ConsumerReport consumer) {
        return isInMemory() || consumer.config().path("mem_storage").asBoolean();
    }

    /** The consumers that outlive their readers. */
    public Stream<ConsumerReport> durables() {
        return consumers.stream().filter(consumer -> consumer.config().hasNonNull("durable_name"));
    }

    /** The consumer of this name. */
    public Optional<ConsumerReport> consumer(String desired) {
        return consumers.stream()
                .filter(consumer -> consumer.name().equals(desired))
                .findFirst();
    }

    /**
     * Whether no message is unread: its own consumer exists and no consumer has pending messages, or, without its own, the stream
     * is empty. For a consumer that is ahead, servers report none as pending, although the last messages were never delivered.
     */
    public boolean drained() {
        return (messages == 0 || hasOwnConsumer())
                && !hasConsumerAhead()
                && consumers.stream().allMatch(ConsumerReport::drained);
    }

    /**
     * The number of unread messages: the most that any consumer lacks, or all where its own consumer is missing or one is ahead, so
     * that its deliveries are unknown.
     */
    public long unread() {
        long lacking = consumers.stream()
                .mapToLong(consumer -> consumer.pending() + consumer.unacknowledged())
                .max()
                .orElse(0);
        return hasOwnConsumer() && !hasConsumerAhead() ? lacking : Math.max(messages, lacking);
    }

    /** The consumer of a buffer has its name; other consumers do not show what the vertex has read. */
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

    /** Merges the report of another node, with its consumers. */
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
