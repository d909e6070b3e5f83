package dev.numaflow.isbsvc.update;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.function.FunqyEvents;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventData;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PendingDeletionReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.ReconciledChildren;
import dev.numaflow.isbsvc.runtime.steps.SteppedReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/**
 * Handles a changed service or child: applies what is safe, holds what is not, repairs drift, takes the next step of nodes that are
 * replaced one by one; passes a deletion on, and keeps the children while it is refused.
 */
public class UpdateFunction {

    private final EventHandling events;
    private final IsbServices services;
    private final SteppedReconciler reconciler;
    private final ReconciledChildren children;
    private final PendingDeletionReconciler keeper;

    @Inject
    public UpdateFunction(
            EventHandling events,
            IsbServices services,
            SteppedReconciler reconciler,
            ReconciledChildren children,
            PendingDeletionReconciler keeper) {
        this.events = events;
        this.services = services;
        this.reconciler = reconciler;
        this.children = children;
        this.keeper = keeper;
    }

    @Funq
    public CloudEvent<byte[]> update(CloudEvent<byte[]> event) {
        return isReconciled(event)
                ? events.handleEach(event, pointer -> new Outcome.Ignored("reconciled already"), () -> {})
                : events.handleTogether(event, Pointer::service, this::reconcile);
    }

    /** By the event alone, without a client. */
    private static boolean isReconciled(CloudEvent<byte[]> event) {
        return event != null
                && EventType.RESOURCE_UPDATE.value().equals(event.type())
                && ObjectKind.ISB_SERVICE
                        .kind()
                        .equals(FunqyEvents.attributes(event).extensions().get("kind"))
                && FastPath.nothingToDo(EventData.tree(event.data()));
    }

    private Outcome reconcile(EventBatch batch) {
        return batch.first()
                        .service()
                        .filter(service -> children.areUnchanged(service, batch))
                        .isPresent()
                ? new Outcome.Ignored("as it was reconciled")
                : services.evenUnconfigured(batch.first(), service -> update(service, batch));
    }

    private Outcome update(LiveService service, EventBatch batch) {
        return service.metadataAndStatus().deleting()
                ? reconciler.restore(service, batch, keeper.reconcile(service))
                : reconciler.reconcile(service, batch);
    }
}
