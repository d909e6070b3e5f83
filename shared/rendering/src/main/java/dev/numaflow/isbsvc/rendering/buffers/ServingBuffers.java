package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.List;

/** Plans the streams of a ServingPipeline itself: the source stream and the three stores. */
final class ServingBuffers {

    /** How many there are. */
    static final int STREAMS = 4;

    private final ServingPipeline servingPipeline;
    private final BufferConfig config;

    ServingBuffers(ServingPipeline servingPipeline, BufferConfig config) {
        this.servingPipeline = servingPipeline;
        this.config = config;
    }

    BufferPlan plan() {
        ServingNames names = new ServingNames(servingPipeline.owner().name());
        int replicas = config.replicas();
        List<StreamPlan> streams = List.of(
                StreamPlan.buffer(names.sourceStream(), config),
                StreamPlan.bucket(names.callbackStore(), Stores.servingCallbacks(replicas)),
                StreamPlan.bucket(names.responseStore(), Stores.servingAnswers(replicas)),
                StreamPlan.bucket(names.statusStore(), Stores.servingAnswers(replicas)));
        return BufferPlan.of(servingPipeline, streams, List.of());
    }
}
