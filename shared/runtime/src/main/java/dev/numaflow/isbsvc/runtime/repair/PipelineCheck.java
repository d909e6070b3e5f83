package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds Pipelines that use a service which does not exist, and that may lack the Event about it. */
final class PipelineCheck {

    private PipelineCheck() {}

    /** @param isolation of each Pipeline, so that none hides the others */
    static List<MissedEvent> missed(
            LivePipelines pipelines, List<LiveService> services, String instance, Isolation isolation) {
        Set<Names> there = services.stream().map(LiveService::names).collect(Collectors.toSet());
        return pipelines.pipelines().stream()
                .filter(pipeline -> isolation
                        .of(pipeline.object(), () -> misses(pipeline, there, instance))
                        .orElse(false))
                .map(pipeline -> MissedEvent.reference(
                        EventType.REF_ADD, ObjectRef.of(pipeline.object()), "its service is not there"))
                .toList();
    }

    private static boolean misses(PipelineRef pipeline, Set<Names> there, String instance) {
        return !pipeline.deleting() && pipeline.uses(names(pipeline), instance) && !there.contains(names(pipeline));
    }

    private static Names names(PipelineRef pipeline) {
        return new Names(pipeline.user().owner().namespace(), pipeline.user().serviceName());
    }
}
