package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the Pipelines of a service whose vertices may write to it: of whatever instance, because the streams are the same. Numaflow says
 * `Paused` once it has let vertices drain and taken their pods away. A ServingPipeline has a server that takes requests all the time.
 */
public final class PausedPipelines {

    private static final String PAUSED = "Paused";
    private static final int MOST_SHOWN = 3;

    private final ClusterView objects;

    public PausedPipelines(ClusterView objects) {
        this.objects = objects;
    }

    /** Why somebody may write, in words for users; empty where everybody is paused. */
    public Optional<String> obstacle(Names names) {
        List<String> writing = Stream.concat(
                        objects.list(ObjectKind.PIPELINE, names.namespace()).stream()
                                .filter(pipeline -> isOf(names, pipeline) && !isPaused(pipeline))
                                .map(pipeline -> ObjectRef.of(pipeline).toString()),
                        objects.listIfDefined(ObjectKind.SERVING_PIPELINE, names.namespace()).stream()
                                .filter(pipeline -> isOf(names, pipeline))
                                .map(pipeline -> ObjectRef.of(pipeline) + ", which can only be deleted"))
                .sorted()
                .toList();
        return writing.isEmpty()
                ? Optional.empty()
                : Optional.of("not paused yet: " + Shown.list(writing, MOST_SHOWN)
                        + "; set spec.lifecycle.desiredPhase to Paused and wait for status.phase Paused");
    }

    private static boolean isOf(Names names, JsonNode pipeline) {
        return PipelineLikes.serviceName(pipeline).equals(names.isbsvcName());
    }

    private static boolean isPaused(JsonNode pipeline) {
        return pipeline.at("/spec/lifecycle/desiredPhase").asText().equals(PAUSED)
                && pipeline.at("/status/phase").asText().equals(PAUSED);
    }
}
