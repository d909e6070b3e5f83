package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans the streams of a Pipeline: a buffer for each partition of each vertex that is not a source, an offset timeline for
 * each edge, source and sink, and the side-inputs store.
 */
final class PipelineBuffers {

    private final Pipeline pipeline;
    private final BufferConfig config;
    private final BufferNames names;
    private final List<StreamPlan> streams = new ArrayList<>();
    private final List<String> legacyStreams = new ArrayList<>();

    PipelineBuffers(Pipeline pipeline, BufferConfig config) {
        this.pipeline = pipeline;
        this.config = config;
        this.names = new BufferNames(pipeline.owner());
    }

    BufferPlan plan() {
        pipeline.edges().forEach(edge -> addBucket(names.edgeBucket(edge)));
        pipeline.vertices().forEach(this::addVertex);
        int replicas = config.replicas();
        streams.add(StreamPlan.bucket(names.sideInputsStore(), Stores.sideInputs(replicas)));
        return BufferPlan.of(pipeline, streams, legacyStreams);
    }

    private void addVertex(Vertex vertex) {
        switch (vertex.role()) {
            case SOURCE -> addBucket(names.sourceBucket(vertex));
            case SINK -> {
                addBucket(names.sinkBucket(vertex));
                addBuffers(vertex);
            }
            case UDF -> addBuffers(vertex);
        }
    }

    private void addBuffers(Vertex vertex) {
        names.buffers(vertex).forEach(buffer -> streams.add(StreamPlan.buffer(buffer, config)));
    }

    private void addBucket(String bucket) {
        streams.add(StreamPlan.bucket(BufferNames.offsetTimeline(bucket), config.otBucket()));
        legacyStreams.add(BufferNames.streamOf(BufferNames.processors(bucket)));
    }
}
