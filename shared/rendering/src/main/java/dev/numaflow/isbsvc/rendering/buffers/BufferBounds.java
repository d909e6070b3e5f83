package dev.numaflow.isbsvc.rendering.buffers;

/** How much may be asked for: what is above is refused before any of it is planned, so that no Pipeline takes another's place. */
public final class BufferBounds {

    /** Streams and buckets of one Pipeline or ServingPipeline. */
    public static final int OF_A_PIPELINE = 2_000;

    /** Streams and buckets of all that use one service: what the functions compare at once fits into their memory. */
    public static final int OF_A_SERVICE = 3_000;

    /** Bytes of one specification, as JSON. */
    static final int SPEC_BYTES = 512 * 1024;

    private BufferBounds() {}
}
