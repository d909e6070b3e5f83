package dev.numaflow.isbsvc.rendering.buffers;

/**
 * A step of a pipeline.
 *
 * @param partitions the number of buffers that feed it, if any
 */
public record Vertex(String name, Role role, int partitions) {

    /** The role of a vertex; one with a source and a sink counts as a source. */
    public enum Role {
        SOURCE,
        SINK,
        UDF
    }
}
