package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the Pipelines of a service whose vertices may use it: of whatever instance, because the streams are the same. Numaflow says `Paused`
 * before the pods of vertices are gone, and they have time to end, so each of these counts, also of a Pipeline that is deleted. A
 * ServingPipeline has a server that takes requests all the time. Whoever is not found here cannot write
 * to a closed stream either, but can create another one.
 */
public final class PausedPipelines {

    private static final String PAUSED = "Paused";
    private static final int MOST_SHOWN = 3;
    private static final String PIPELINE_NAME = "numaflow.numaproj.io/pipeline-name";

    /** They stay while a Pipeline is paused. One reads watermarks; what the other writes is written again, and closed streams refuse it. */
    private static final Set<String> STAYING = Set.of("daemon", "side-inputs-manager");

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

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
                ? pods(names)
                : Optional.of("not paused yet: " + Shown.list(writing, MOST_SHOWN)
                        + "; set spec.lifecycle.desiredPhase to Paused and wait for status.phase Paused");
    }

    /** Of Pipelines of this service, and of those that are gone: nobody can say which one these used. */
    private Optional<String> pods(Names names) {
        Map<String, Boolean> pipelines = objects.list(ObjectKind.PIPELINE, names.namespace()).stream()
                .collect(
                        Collectors.toMap(pipeline -> ObjectRef.of(pipeline).name(), pipeline -> isOf(names, pipeline)));
        List<String> running = objects.list(ObjectKind.POD, names.namespace(), PIPELINE_NAME).stream()
                .filter(pod -> pipelines.getOrDefault(ObjectMetas.label(pod, PIPELINE_NAME), true))
                .filter(pod -> !STAYING.contains(ObjectMetas.label(pod, Labels.COMPONENT)))
                .filter(pod -> !ENDED.contains(pod.at("/status/phase").asText()))
                .map(pod -> ObjectRef.of(pod).toString())
                .sorted()
                .toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of("pods of Pipelines are still there: " + Shown.list(running, MOST_SHOWN));
    }

    private static boolean isOf(Names names, JsonNode pipeline) {
        return PipelineLikes.serviceName(pipeline).equals(names.isbsvcName());
    }

    private static boolean isPaused(JsonNode pipeline) {
        return pipeline.at("/spec/lifecycle/desiredPhase").asText().equals(PAUSED)
                && pipeline.at("/status/phase").asText().equals(PAUSED)
                && (!pipeline.at("/status").has("observedGeneration")
                        || pipeline.at("/status/observedGeneration").asLong() >= ObjectMetas.generation(pipeline));
    }
}
