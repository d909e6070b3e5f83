package dev.numaflow.isbsvc.rendering.buffers;

/**
 * A step of a pipeline.
 *
 * @param partitions how many buffers feed it, when it is fed by buffers at all
 */
public record Vertex(String name, Role role, int partitions) {

    /** What it does with messages; one with a source and a sink counts as a source. */
    public enum Role {
        SOURCE,
        SINK,
        UDF
    }
}
