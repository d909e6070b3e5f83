package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import java.util.List;

/** Finds Pipelines that use a service which is not there, and may not have been told so. */
final class PipelineCheck {

    private PipelineCheck() {}

    static List<Missed> missed(LivePipelines pipelines, List<LiveService> services, String instance) {
        return pipelines.claimants().stream()
                .filter(claimant -> !claimant.deleting())
                .filter(claimant -> claimant.uses(names(claimant), instance))
                .filter(claimant ->
                        services.stream().noneMatch(service -> service.names().equals(names(claimant))))
                .map(claimant -> Missed.reference(
                        EventType.REF_ADD, ObjectRef.of(claimant.object()), "its service is not there"))
                .toList();
    }

    private static Names names(Claimant claimant) {
        return new Names(claimant.user().owner().namespace(), claimant.user().serviceName());
    }
}
