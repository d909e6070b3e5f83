package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.StoredConsumer;
import dev.numaflow.isbsvc.rendering.servers.StoredConsumer.Position;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.Answer;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.State;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.Stored;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream with every message that was accepted, each with a number of its own, and one durable consumer.
 *
 * @param messages each at its sequence; nothing but a 0 where it is lost
 * @param read how many messages the consumer has acknowledged
 */
record SimulatedStream(String name, List<Integer> messages, int read, boolean isClosed) {

    /** In place of a message. */
    private static final int LOST = 0;

    private static final Map<Integer, String> TIMES = new HashMap<>();

    static SimulatedStream fresh(String name) {
        return new SimulatedStream(name, List.of(), 0, false);
    }

    SimulatedStream with(int message) {
        List<Integer> more = new ArrayList<>(messages);
        more.add(message);
        return new SimulatedStream(name, List.copyOf(more), read, isClosed);
    }

    /** What its server lists once it has lost a block: sequences stay used, but those of the end. A consumer is set forward. */
    SimulatedStream withoutBlock(int first, int end) {
        List<Integer> left = new ArrayList<>(messages);
        for (int i = first; i < Math.min(end, left.size()); i++) {
            left.set(i, LOST);
        }
        while (!left.isEmpty() && left.get(left.size() - 1) == LOST) {
            left.remove(left.size() - 1);
        }
        int forward = Math.max(read, firstOf(left));
        return new SimulatedStream(name, List.copyOf(left), Math.min(forward, left.size()), isClosed);
    }

    private static int firstOf(List<Integer> messages) {
        int first = 0;
        while (first < messages.size() && messages.get(first) == LOST) {
            first++;
        }
        return first;
    }

    SimulatedStream readFurther() {
        return new SimulatedStream(name, messages, read + 1, isClosed);
    }

    SimulatedStream closed(boolean closed) {
        return new SimulatedStream(name, messages, read, closed);
    }

    boolean has(int message) {
        return messages.contains(message);
    }

    private static String at(int message) {
        return TIMES.computeIfAbsent(
                message, any -> Instant.ofEpochSecond(message).toString());
    }

    /** As a server reports it. */
    StoredStream seen() {
        ObjectNode open = JsonNodeFactory.instance.objectNode().put("name", name);
        open.putArray("subjects").add(name);
        JsonNode config = isClosed ? StreamFence.closed(open) : open;
        int last = messages.size();
        int first = firstOf(messages);
        int lost = (int) messages.stream().filter(message -> message == LOST).count();
        State state = last == 0
                ? new State(0, 0, new Stored(0, ""), new Stored(0, ""), 0)
                : new State(
                        last - lost,
                        last - lost,
                        new Stored(first + 1, at(messages.get(first))),
                        new Stored(last, at(messages.get(last - 1))),
                        lost - first);
        StoredConsumer consumer = new StoredConsumer(
                "c", MissingNode.getInstance(), new Position(read, read), new Position(read, read), 0);
        return new StoredStream(name, config, state, Map.of("c", consumer), new Answer("", ""));
    }
}
