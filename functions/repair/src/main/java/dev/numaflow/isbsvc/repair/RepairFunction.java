package dev.numaflow.isbsvc.repair;

import dev.numaflow.isbsvc.runtime.event.EventHandling;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.DeadLetter;
import dev.numaflow.isbsvc.runtime.repair.DeadLetters;
import dev.numaflow.isbsvc.runtime.repair.RepairLook;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** The clock ticked, or an event was given up: sends again what was missed, and tells of what could not be handled. */
public class RepairFunction {

    private final EventHandling events;
    private final RepairLook repair;
    private final DeadLetters deadLetters;

    @Inject
    public RepairFunction(EventHandling events, RepairLook repair, DeadLetters deadLetters) {
        this.events = events;
        this.repair = repair;
        this.deadLetters = deadLetters;
    }

    @Funq
    public CloudEvent<byte[]> repair(CloudEvent<byte[]> event) {
        return events.handle(event, pointer -> DeadLetter.of(event)
                .map(letter -> dead(pointer, letter))
                .orElseGet(() -> look(pointer)));
    }

    /** A tick that died is looked at once more: it is about everything, so it always matters. */
    private Outcome dead(Pointer pointer, DeadLetter letter) {
        Outcome told = deadLetters.tell(pointer, letter);
        return pointer.isTick() ? repair.look() : told;
    }

    private Outcome look(Pointer pointer) {
        return pointer.isTick() ? repair.look() : new Outcome.Ignored("no tick and no dead letter");
    }
}
