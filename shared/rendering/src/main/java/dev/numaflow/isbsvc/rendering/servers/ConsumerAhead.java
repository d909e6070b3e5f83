package dev.numaflow.isbsvc.rendering.servers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A durable consumer that is ahead of its stream: the servers have lost the end of the stream, but not the state of the consumer.
 * They report themselves healthy, and deliver no stored message until the stream is as long as before.
 *
 * @param lastSequence of the stream
 */
public record ConsumerAhead(String stream, ConsumerReport consumer, long lastSequence) {

    /** Finds them in the reports: only the leaders of a stream and of a consumer are trusted, and without their answer it is unknown. */
    public static List<ConsumerAhead> among(List<NodeReport> nodes) {
        Map<String, Long> ends = new HashMap<>();
        nodes.forEach(node -> node.streams().stream()
                .filter(stream -> leads(node, stream.leader(), stream))
                .forEach(stream -> ends.put(stream.name(), stream.lastSequence())));
        List<ConsumerAhead> ahead = new ArrayList<>();
        nodes.forEach(node -> node.streams().stream()
                .filter(stream -> ends.containsKey(stream.name()))
                .forEach(stream -> stream.consumers().stream()
                        .filter(consumer -> leads(node, consumer.position().leader(), stream))
                        .map(consumer -> new ConsumerAhead(stream.name(), consumer, ends.get(stream.name())))
                        .filter(ConsumerAhead::isReal)
                        .forEach(ahead::add)));
        return List.copyOf(ahead);
    }

    /**
     * Those that were ahead before and still are: a message may be stored and delivered between two answers of one reconcile, but
     * what was delivered before is stored now.
     */
    public static List<ConsumerAhead> still(List<ConsumerAhead> before, List<NodeReport> nodes) {
        return among(nodes).stream()
                .filter(now -> before.stream()
                        .filter(then -> then.label().equals(now.label()))
                        .anyMatch(then -> then.consumer().isAheadOf(now.lastSequence())))
                .toList();
    }

    /** Consumers without a durable name end with their reader, which creates another. */
    private boolean isReal() {
        return !consumer.config().path("durable_name").asText().isEmpty() && consumer.isAheadOf(lastSequence);
    }

    /** A single replica leads itself, whether or not it reports that. */
    private static boolean leads(NodeReport node, String leader, StreamReport stream) {
        return leader.equals(node.name()) || (leader.isEmpty() && stream.replicas() == 1);
    }

    /** The label of the consumer, in short where it has the name of its stream. */
    public String label() {
        return stream.equals(consumer.name()) ? stream : stream + "/" + consumer.name();
    }

    /** The message for users. */
    public String message() {
        return "its consumer " + consumer.name() + " is ahead of it: it waits for what comes after message "
                + consumer.position().delivered() + ", and the stream ends with " + lastSequence;
    }
}
