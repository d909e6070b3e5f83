package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.List;

/** An object that needs streams on a service: what it needs follows from the object and the service's buffer configuration. */
public sealed interface PipelineLike permits Pipeline, ServingPipeline {

    StreamOwner owner();

    /** The controller instance it belongs to; it uses only services of the same instance. */
    String instance();

    /** The service it uses, of its own namespace. */
    String serviceName();

    /** How many streams and buckets must exist for it: known without planning them. */
    long streams();

    /** Whose plans {@link #plans} has: itself, and the Pipeline that Numaflow makes for it. */
    List<StreamOwner> owners();

    /** Everything that must exist for it, a plan for each object that owns streams. */
    List<BufferPlan> plans(BufferConfig config);
}
