package dev.numaflow.isbsvc.creation;

import dev.numaflow.isbsvc.runtime.event.EventHandling;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

public class CreationFunction {
    private final EventHandling events;

    @Inject
    public CreationFunction(EventHandling events) {
        this.events = events;
    }

    @Funq
    public CloudEvent<byte[]> creation(CloudEvent<byte[]> event) {
        return events.handle(event, pointer -> new Outcome.Ignored("not written yet"));
    }
}
