package dev.numaflow.isbsvc.rendering.buffers;

/** An edge from one vertex to another. */
public record Edge(String from, String to) {

    @Override
    public String toString() {
        return from + " -> " + to;
    }
}
