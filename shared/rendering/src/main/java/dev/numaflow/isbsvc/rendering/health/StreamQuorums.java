package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the streams that cannot be written. A node lists only the streams of which it has a replica, so a stream with all replicas
 * on silent nodes is unknown here.
 */
final class StreamQuorums {

    private StreamQuorums() {}

    /** Streams with most replicas on nodes that do not answer, or without a leader that answers; sorted. */
    static List<String> withoutLeader(List<NodeReport> nodes) {
        List<String> answering = nodes.stream().map(NodeReport::name).toList();
        Map<String, Copies> copies = new TreeMap<>();
        nodes.forEach(node -> node.streams()
                .forEach(stream -> copies.merge(
                        stream.name(), Copies.first(stream, answering), (known, more) -> known.and(more))));
        return copies.entrySet().stream()
                .filter(stream -> !stream.getValue().haveLeader())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is known of a stream. @param led whether a replica knows a leader that answers */
    private record Copies(int desired, int answering, boolean led) {
        static Copies first(StreamReport stream, List<String> answering) {
            return new Copies(stream.replicas(), 1, answering.contains(stream.leader()));
        }

        Copies and(Copies other) {
            return new Copies(Math.max(desired, other.desired), answering + other.answering, led || other.led);
        }

        /** A single replica that answers needs no leader. */
        boolean haveLeader() {
            return desired == 1 || (led && answering > desired / 2);
        }
    }
}
