package dev.numaflow.isbsvc.rendering.buffers;

/** Limits on what may be requested; more is refused before planning, so that no Pipeline takes the share of another. */
public final class BufferBounds {

    /** Streams and buckets of one Pipeline or ServingPipeline. */
    public static final int OF_A_PIPELINE = 2_000;

    /** Streams and buckets of all users of one service, which the functions compare in memory at once. */
    public static final int OF_A_SERVICE = 3_000;

    /** Bytes of one specification, as JSON. */
    static final int SPEC_BYTES = 512 * 1024;

    private BufferBounds() {}
}
