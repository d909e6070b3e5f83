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
        return pipelines.claimants().stream()
                .filter(claimant -> isolation
                        .of(claimant.object(), () -> misses(claimant, there, instance))
                        .orElse(false))
                .map(claimant -> MissedEvent.reference(
                        EventType.REF_ADD, ObjectRef.of(claimant.object()), "its service is not there"))
                .toList();
    }

    private static boolean misses(PipelineRef claimant, Set<Names> there, String instance) {
        return !claimant.deleting() && claimant.uses(names(claimant), instance) && !there.contains(names(claimant));
    }

    private static Names names(PipelineRef claimant) {
        return new Names(claimant.user().owner().namespace(), claimant.user().serviceName());
    }
}
