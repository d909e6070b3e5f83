package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the servers hold.
 *
 * @param streams by name, each with the consumers that are known
 * @param nodes how many servers there should be
 */
public record ActualStreams(Map<String, StreamReport> streams, int nodes) {

    public ActualStreams {
        streams = Map.copyOf(streams);
    }

    /** What is listed, the same stream by several nodes or once. */
    public static ActualStreams of(List<StreamReport> listed, int nodes) {
        Map<String, StreamReport> streams = new HashMap<>();
        listed.forEach(stream -> streams.merge(stream.name(), stream, StreamReport::and));
        return new ActualStreams(streams, nodes);
    }

    /** What the nodes of a service hold together: each lists the streams of which it has a copy. */
    public static ActualStreams ofNodes(List<NodeReport> reports, int nodes) {
        return of(reports.stream().flatMap(node -> node.streams().stream()).toList(), nodes);
    }

    /** The same streams, with what the nodes list of their consumers. A node may be behind: it adds no stream. */
    public ActualStreams withConsumersOf(List<NodeReport> reports) {
        Map<String, StreamReport> known = new HashMap<>(streams);
        reports.stream()
                .flatMap(node -> node.streams().stream())
                .forEach(stream -> known.computeIfPresent(stream.name(), (name, listed) -> listed.and(stream)));
        return new ActualStreams(known, nodes);
    }

    /** The same with the owners that stand in a ledger, of the streams that carry none. */
    public ActualStreams withOwnersOf(StreamLedger ledger) {
        Map<String, StreamReport> owned = new HashMap<>(streams);
        owned.replaceAll((name, stream) -> stream.withConfig(ledger.onto(stream.config())));
        return new ActualStreams(owned, nodes);
    }

    /** With what is known exactly about some streams. */
    public ActualStreams with(List<StreamReport> exact) {
        Map<String, StreamReport> known = new HashMap<>(streams);
        exact.forEach(stream -> known.put(stream.name(), stream));
        return new ActualStreams(known, nodes);
    }

    /** The stream of this name. */
    public Optional<StreamReport> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** For whom we made the stream, or nothing when we did not make it. */
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
