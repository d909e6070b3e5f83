package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The actual streams on the servers.
 *
 * @param streams by name, each with its known consumers
 * @param nodes the desired number of servers
 * @param ahead consumers that are ahead of their streams
 */
public record ActualStreams(Map<String, StreamReport> streams, int nodes, List<ConsumerAhead> ahead) {

    public ActualStreams {
        streams = Map.copyOf(streams);
        ahead = List.copyOf(ahead);
    }

    /** Without the consumers that are ahead. */
    public ActualStreams(Map<String, StreamReport> streams, int nodes) {
        this(streams, nodes, List.of());
    }

    /** The same with the consumers that are ahead of their streams. */
    public ActualStreams withAhead(List<ConsumerAhead> consumers) {
        return new ActualStreams(streams, nodes, consumers);
    }

    /** Merges a listing, in which several nodes may list the same stream. */
    public static ActualStreams of(List<StreamReport> listed, int nodes) {
        Map<String, StreamReport> streams = new HashMap<>();
        listed.forEach(stream -> streams.merge(stream.name(), stream, StreamReport::and));
        return new ActualStreams(streams, nodes);
    }

    /** The streams of all nodes of a service; each lists those of which it has a replica. */
    public static ActualStreams ofNodes(List<NodeReport> reports, int nodes) {
        return of(reports.stream().flatMap(node -> node.streams().stream()).toList(), nodes);
    }

    /** The same streams with the consumers that the nodes list. A node may be behind, so no stream is added. */
    public ActualStreams withConsumersOf(List<NodeReport> reports) {
        Map<String, StreamReport> known = new HashMap<>(streams);
        reports.stream()
                .flatMap(node -> node.streams().stream())
                .forEach(stream -> known.computeIfPresent(stream.name(), (name, listed) -> listed.and(stream)));
        return new ActualStreams(known, nodes, ahead);
    }

    /** The same with owners from a ledger, for streams without one. */
    public ActualStreams withOwnersOf(StreamLedger ledger) {
        Map<String, StreamReport> owned = new HashMap<>(streams);
        owned.replaceAll((name, stream) -> stream.withConfig(ledger.onto(stream.config())));
        return new ActualStreams(owned, nodes, ahead);
    }

    /** The same with exact reports of some streams. */
    public ActualStreams with(List<StreamReport> exact) {
        Map<String, StreamReport> known = new HashMap<>(streams);
        exact.forEach(stream -> known.put(stream.name(), stream));
        return new ActualStreams(known, nodes, ahead);
    }

    /** The stream of this name. */
    public Optional<StreamReport> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** The owner of a stream that this operator created; empty for any other. */
    public Optional<StreamOwner> owner(String stream) {
        return stream(stream).flatMap(report -> StreamOwner.in(report.config()));
    }

    Optional<ConsumerReport> consumer(String stream, String name) {
        return stream(stream).flatMap(report -> report.consumer(name));
    }

    Collection<StreamReport> all() {
        return streams.values();
    }
}
