package dev.numaflow.isbsvc.provisioning;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.runtime.provisioning.ProvisioningReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** Handles changes of Pipelines, and services that became ready: creates, compares and deletes buffers. */
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
