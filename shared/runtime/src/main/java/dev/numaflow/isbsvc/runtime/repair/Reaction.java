package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What is done about what a look has found: the clock is set, the events are sent, and when all that went well, the heart beats. What
 * could not be judged is told after that, so that nothing about it keeps the heart from beating.
 */
@Singleton
class Reaction {

    private static final Logger LOG = Logger.getLogger(Reaction.class);

    /** More would be as little read, and each is a request. */
    private static final int MOST_EVENTS = 100;

    private final StepTicks ticks;
    private final PacedSender sender;
    private final Heartbeat heartbeat;
    private final EventRecorder recorder;

    @Inject
    Reaction(StepTicks ticks, PacedSender sender, Heartbeat heartbeat, EventRecorder recorder) {
        this.ticks = ticks;
        this.sender = sender;
        this.heartbeat = heartbeat;
        this.recorder = recorder;
    }

    /** @return the events that were sent */
    List<MissedEvent> to(ResyncScan.Findings findings, Deadline deadline) {
        PacedSender.Sending sending = sent(findings, deadline);
        if (sending.brokerWorks()) {
            heartbeat.beat();
        }
        tell(findings.notExamined(), deadline);
        sending.throwWhatMayPass();
        return sending.sent();
    }

    /** The same for a look that could not see everything. */
    List<MissedEvent> withoutHeartbeat(ResyncScan.Findings findings, Deadline deadline) {
        PacedSender.Sending sending = sent(findings, deadline);
        tell(findings.notExamined(), deadline);
        sending.throwWhatMayPass();
        return sending.sent();
    }

    private PacedSender.Sending sent(ResyncScan.Findings findings, Deadline deadline) {
        ticks.keep(findings.inSteps());
        return sender.send(findings.missed(), deadline);
    }

    /** In an order of its own each time: what one tick has no room for, a later one has. */
    private void tell(List<NotExamined> notExamined, Deadline deadline) {
        List<NotExamined> all = new ArrayList<>(notExamined);
        Collections.shuffle(all);
        for (NotExamined each : InTurn.of(all, NotExamined::namespace).stream()
                .limit(MOST_EVENTS)
                .toList()) {
            if (deadline.left().isZero()) {
                return;
            }
            try {
                recorder.tell(each.object(), each.notice());
            } catch (RuntimeException failure) {
                // The API server takes no Events: the next tick tells it.
                FailureLog.log(LOG, "what was not examined cannot be told", failure);
                return;
            }
        }
    }
}
