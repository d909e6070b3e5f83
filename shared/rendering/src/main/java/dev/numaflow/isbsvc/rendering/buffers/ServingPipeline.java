package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.List;

/**
 * The parts of a ServingPipeline that determine its buffers.
 *
 * @param pipeline the Pipeline that Numaflow creates for it, with its own buffers; without uid, because it may not exist yet
 */
public record ServingPipeline(StreamOwner owner, String instance, Pipeline pipeline) implements PipelineLike {

    @Override
    public String serviceName() {
        return pipeline.serviceName();
    }

    @Override
    public long streams() {
        return ServingBuffers.STREAMS + pipeline.streams();
    }

    @Override
    public List<StreamOwner> owners() {
        return List.of(owner, pipeline.owner());
    }

    @Override
    public List<BufferPlan> plans(BufferConfig config) {
        return List.of(new ServingBuffers(this, config).plan(), new PipelineBuffers(pipeline, config).plan());
    }
}
