package dev.numaflow.isbsvc.provisioning;

import dev.numaflow.isbsvc.runtime.event.EventHandling;
import dev.numaflow.isbsvc.runtime.provisioning.ProvisioningReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** A Pipeline came, changed or went, or a service got ready: makes, checks and removes buffers. */
public class ProvisioningFunction {

    private final EventHandling events;
    private final ProvisioningReconciler provisioning;

    @Inject
    public ProvisioningFunction(EventHandling events, ProvisioningReconciler provisioning) {
        this.events = events;
        this.provisioning = provisioning;
    }

    @Funq
    public CloudEvent<byte[]> provisioning(CloudEvent<byte[]> event) {
        return events.handle(event, provisioning::reconcile);
    }
}
