package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.List;

/** An object that needs streams on a service, determined by the object and the service's buffer configuration. */
public sealed interface PipelineLike permits Pipeline, ServingPipeline {

    StreamOwner owner();

    /** The controller instance it belongs to; it uses only services of the same instance. */
    String instance();

    /** The service it uses, of its own namespace. */
    String serviceName();

    /** The number of its streams and buckets, known without planning them. */
    long streams();

    /** The owners of {@link #plans}: itself, and the Pipeline that Numaflow creates for it. */
    List<StreamOwner> owners();

    /** A plan for each object that owns streams. */
    List<BufferPlan> plans(BufferConfig config);
}
