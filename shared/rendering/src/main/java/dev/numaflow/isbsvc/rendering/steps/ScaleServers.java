package dev.numaflow.isbsvc.rendering.steps;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/** What the nodes of a service answer, as far as it decides whether their number may change. */
public interface ScaleServers {

    /** A stream with so many copies. */
    record Copies(String stream, int copies) {}

    /**
     * Whether all nodes with an ordinal below this number are healthy, are the cluster, and have everything that they should have.
     *
     * @param stopped a node that is stopped and may still count as one of the cluster
     */
    GateState gate(int nodes, Optional<Integer> stopped);

    /** The leader of the cluster; empty while none answers. */
    Optional<String> leader();

    /** The ordinals of the nodes that the leader counts; where it answers. */
    NavigableSet<Integer> members();

    /** The streams and consumers that a node has a copy of, or should have, in words. */
    List<String> onNode(int ordinal);

    /** What those wait for that are on their way off the node; empty where none is. */
    Optional<String> moving(int ordinal);

    /** A stream with more copies than so many nodes can have. */
    Optional<Copies> exceeding(int nodes);
}
