package dev.numaflow.isbsvc.repair;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.function.FunqyEvents;
import dev.numaflow.isbsvc.runtime.event.EventAttributes;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.DeadLetter;
import dev.numaflow.isbsvc.runtime.repair.DeadLetters;
import dev.numaflow.isbsvc.runtime.repair.RepairReconciler;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** Handles ticks of the clock and dead letters: sends missed events again, and reports those that could not be handled. */
public class RepairFunction {

    private final EventHandling events;
    private final RepairReconciler repair;
    private final DeadLetters deadLetters;

    @Inject
    public RepairFunction(EventHandling events, RepairReconciler repair, DeadLetters deadLetters) {
        this.events = events;
        this.repair = repair;
        this.deadLetters = deadLetters;
    }

    @Funq
    public CloudEvent<byte[]> repair(CloudEvent<byte[]> event) {
        EventAttributes attributes = FunqyEvents.attributes(event);
        DeadLetter letter = DeadLetter.of(attributes);
        return events.handleEach(
                event,
                pointer -> pointer.isTick() ? tick(attributes, pointer, letter) : deadLetters.record(pointer, letter),
                () -> deadLetters.count(letter));
    }

    /** A tick that failed is repeated: it is about everything, so it always matters. */
    private Outcome tick(EventAttributes attributes, Pointer pointer, DeadLetter letter) {
        if (DeadLetter.isDeadLetter(attributes)) {
            deadLetters.record(pointer, letter);
        }
        return repair.reconcile();
    }
}
