package dev.numaflow.isbsvc.deletion;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceDeletion;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/**
 * Handles a service with a deletion timestamp: refuses while Pipelines use it or have left unread messages on it, else deletes
 * everything of its own and removes the finalizer.
 */
public class DeletionFunction {

    private final EventHandling events;
    private final IsbServices services;
    private final ServiceDeletion deletion;

    @Inject
    public DeletionFunction(EventHandling events, IsbServices services, ServiceDeletion deletion) {
        this.events = events;
        this.services = services;
        this.deletion = deletion;
    }

    @Funq
    public CloudEvent<byte[]> deletion(CloudEvent<byte[]> event) {
        return events.handle(event, pointer -> services.with(pointer, deletion::reconcile));
    }
}
