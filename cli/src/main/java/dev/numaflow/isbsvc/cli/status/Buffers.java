package dev.numaflow.isbsvc.cli.status;

import dev.numaflow.isbsvc.cli.status.ServiceFacts.BufferFact;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Merges the servers' reports of each stream: copies and messages from its leader, and of each consumer the highest counts,
 * because consumers have leaders of their own.
 */
final class Buffers {

    private Buffers() {}

    private record Copy(NodeReport node, StreamReport stream) {}

    static List<BufferFact> of(List<NodeReport> nodes) {
        Map<String, List<Copy>> streams = new TreeMap<>();
        nodes.forEach(node -> node.streams()
                .forEach(stream -> streams.computeIfAbsent(stream.name(), each -> new ArrayList<>())
                        .add(new Copy(node, stream))));
        return streams.values().stream().map(Buffers::buffer).toList();
    }

    private static BufferFact buffer(List<Copy> copies) {
        Copy best = copies.stream()
                .filter(copy -> Nodes.leads(copy.node(), copy.stream()))
                .findFirst()
                .orElse(copies.get(0));
        StreamReport stream = best.stream();
        boolean led = Nodes.leads(best.node(), stream);
        long current = stream.peers().stream()
                .filter(peer -> peer.current() && !peer.offline())
                .map(PeerReport::name)
                .count();
        return new BufferFact(
                stream.name(),
                BufferNames.isBucket(stream.name()),
                led ? best.node().name() : null,
                stream.replicas(),
                led ? (int) current + 1 : 0,
                stream.messages(),
                stream.consumers().size(),
                most(copies, ConsumerReport::pending),
                most(copies, ConsumerReport::unacknowledged));
    }

    private static long most(List<Copy> copies, ToLongFunction<ConsumerReport> count) {
        Map<String, Long> byConsumer = new TreeMap<>();
        copies.forEach(copy -> copy.stream()
                .consumers()
                .forEach(consumer -> byConsumer.merge(consumer.name(), count.applyAsLong(consumer), Math::max)));
        return byConsumer.values().stream().mapToLong(Long::longValue).sum();
    }
}
