package dev.numaflow.isbsvc.runtime.repair;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** What is done about what a look has found: the clock is set, the events are sent, and when all that went well, the heart beats. */
@Singleton
class Reaction {

    private final StepTicks ticks;
    private final PacedSender sender;
    private final Heartbeat heartbeat;

    @Inject
    Reaction(StepTicks ticks, PacedSender sender, Heartbeat heartbeat) {
        this.ticks = ticks;
        this.sender = sender;
        this.heartbeat = heartbeat;
    }

    /** @return the events that were sent */
    List<Missed> to(Examination.Findings findings, Deadline deadline) {
        ticks.keep(findings.inSteps());
        List<Missed> sent = findings.missed().isEmpty() ? List.of() : sender.send(findings.missed(), deadline);
        heartbeat.beat();
        return sent;
    }
}
