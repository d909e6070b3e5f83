package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.status.Announcer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** What is done about what a look has found: the clock is set, the events are sent, and when all that went well, the heart beats. */
@Singleton
class Reaction {

    /** More would be as little read, and each is a request. */
    private static final int MOST_EVENTS = 100;

    private final StepTicks ticks;
    private final PacedSender sender;
    private final Heartbeat heartbeat;
    private final Announcer announcer;

    @Inject
    Reaction(StepTicks ticks, PacedSender sender, Heartbeat heartbeat, Announcer announcer) {
        this.ticks = ticks;
        this.sender = sender;
        this.heartbeat = heartbeat;
        this.announcer = announcer;
    }

    /** @return the events that were sent */
    List<Missed> to(Examination.Findings findings, Deadline deadline) {
        PacedSender.Sending sending = sent(findings, deadline);
        if (sending.brokerWorks()) {
            heartbeat.beat();
        }
        sending.throwWhatMayPass();
        return sending.sent();
    }

    /** The same for a look that could not see everything. */
    List<Missed> withoutHeartbeat(Examination.Findings findings, Deadline deadline) {
        PacedSender.Sending sending = sent(findings, deadline);
        sending.throwWhatMayPass();
        return sending.sent();
    }

    private PacedSender.Sending sent(Examination.Findings findings, Deadline deadline) {
        ticks.keep(findings.inSteps());
        PacedSender.Sending sending = sender.send(findings.missed(), deadline);
        findings.notExamined().stream()
                .limit(MOST_EVENTS)
                .forEach(each -> announcer.tell(each.object(), each.notice()));
        return sending;
    }
}
