package dev.numaflow.isbsvc.update;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventData;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PendingDeletionReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/**
 * Handles a changed service or child: applies what is safe, holds what is not, repairs drift; passes a deletion on, and keeps the
 * children while it is refused.
 */
public class UpdateFunction {

    private final EventHandling events;
    private final IsbServices services;
    private final ServiceReconciler reconciler;
    private final PendingDeletionReconciler keeper;

    @Inject
    public UpdateFunction(
            EventHandling events,
            IsbServices services,
            ServiceReconciler reconciler,
            PendingDeletionReconciler keeper) {
        this.events = events;
        this.services = services;
        this.reconciler = reconciler;
        this.keeper = keeper;
    }

    @Funq
    public CloudEvent<byte[]> update(CloudEvent<byte[]> event) {
        return events.handle(
                event,
                pointer -> pointer.type() == EventType.RESOURCE_UPDATE
                                && FastPath.nothingToDo(EventData.tree(event.data()))
                        ? new Outcome.Ignored("reconciled already")
                        : services.evenUnconfigured(pointer, service -> update(service, pointer)));
    }

    private Outcome update(LiveService service, Pointer pointer) {
        return service.metadataAndStatus().deleting()
                ? keeper.reconcile(service)
                : reconciler.reconcile(service).asUpdate(service, pointer.isAbout(ObjectKind.ISB_SERVICE));
    }
}
