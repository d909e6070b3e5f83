package dev.numaflow.isbsvc.health;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** Handles changes of pods and their StatefulSet: writes whether the service serves, and replies {@code ready} or {@code degraded}. */
public class HealthFunction {

    private final EventHandling events;
    private final HealthReconciler health;

    @Inject
    public HealthFunction(EventHandling events, HealthReconciler health) {
        this.events = events;
        this.health = health;
    }

    @Funq
    public CloudEvent<byte[]> health(CloudEvent<byte[]> event) {
        return events.handleTogether(event, HealthReconciler::key, health::reconcile);
    }
}
