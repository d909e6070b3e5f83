package dev.numaflow.isbsvc.rendering.buffers;

import java.util.List;
import java.util.stream.IntStream;

/** The names of a pipeline's buffers and buckets, exactly as Numaflow chooses them. */
public record BufferNames(String namespace, String pipeline) {

    private static final String BUCKET_STREAM = "KV_";

    BufferNames(StreamOwner owner) {
        this(owner.namespace(), owner.name());
    }

    /** One for each partition; the stream, its only subject and its durable consumer share it. */
    List<String> buffers(Vertex vertex) {
        return IntStream.range(0, vertex.partitions())
                .mapToObj(i -> prefix() + vertex.name() + "-" + i)
                .toList();
    }

    String edgeBucket(Edge edge) {
        return prefix() + edge.from() + "-" + edge.to();
    }

    String sourceBucket(Vertex vertex) {
        return prefix() + vertex.name() + "_SOURCE";
    }

    String sinkBucket(Vertex vertex) {
        return prefix() + vertex.name() + "_SINK";
    }

    String sideInputsStore() {
        return namespace + "-" + pipeline + "_SIDE_INPUTS";
    }

    /** The key-value bucket that holds a bucket's offset timeline. */
    static String offsetTimeline(String bucket) {
        return bucket + "_OT";
    }

    /** The key-value bucket that Numaflow up to 1.7 created beside the offset timeline. */
    static String processors(String bucket) {
        return bucket + "_PROCESSORS";
    }

    /** The stream behind a key-value bucket. */
    static String streamOf(String keyValueBucket) {
        return BUCKET_STREAM + keyValueBucket;
    }

    /** Whether a stream is the one behind a key-value bucket. */
    public static boolean isBucket(String stream) {
        return stream.startsWith(BUCKET_STREAM);
    }

    private String prefix() {
        return namespace + "-" + pipeline + "-";
    }
}
