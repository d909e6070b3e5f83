package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.List;

/** The parts of a Pipeline that determine its buffers. */
public record Pipeline(StreamOwner owner, String instance, String serviceName, List<Vertex> vertices, List<Edge> edges)
        implements PipelineLike {

    public Pipeline {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
    }

    @Override
    public long streams() {
        long streams = edges.size() + 1L;
        for (Vertex vertex : vertices) {
            streams += vertex.role() == Vertex.Role.UDF ? vertex.partitions() : 1;
            streams += vertex.role() == Vertex.Role.SINK ? vertex.partitions() : 0;
        }
        return streams;
    }

    @Override
    public List<StreamOwner> owners() {
        return List.of(owner);
    }

    @Override
    public List<BufferPlan> plans(BufferConfig config) {
        return List.of(new PipelineBuffers(this, config).plan());
    }
}
