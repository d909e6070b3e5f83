package dev.numaflow.isbsvc.deletion;

import dev.numaflow.isbsvc.runtime.event.EventHandling;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceDeletion;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/**
 * A service that is to be deleted: refuses while Pipelines use it or left unread messages on it, else removes all that is its own and
 * lets it go.
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
