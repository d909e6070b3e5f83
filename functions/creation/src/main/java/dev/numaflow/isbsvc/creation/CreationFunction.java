package dev.numaflow.isbsvc.creation;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** Handles a new service: creates its Secrets and children, and replies {@code deployed}. */
public class CreationFunction {

    private final EventHandling events;
    private final IsbServices services;
    private final ServiceReconciler reconciler;

    @Inject
    public CreationFunction(EventHandling events, IsbServices services, ServiceReconciler reconciler) {
        this.events = events;
        this.services = services;
        this.reconciler = reconciler;
    }

    @Funq
    public CloudEvent<byte[]> creation(CloudEvent<byte[]> event) {
        return events.handle(event, this::reconcile);
    }

    private Outcome reconcile(Pointer pointer) {
        return pointer.isAbout(ObjectKind.ISB_SERVICE)
                ? services.with(pointer, this::create)
                : new Outcome.Ignored("is no service");
    }

    private Outcome create(LiveService service) {
        return service.metadataAndStatus().deleting()
                ? new Outcome.Ignored("the service is being deleted")
                : reconciler.reconcile(service).asCreation(service.ref());
    }
}
