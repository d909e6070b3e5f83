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
 * Acts on the findings of a scan: it sets the ticks, sends the events, and renews the heartbeat when all that succeeded. Objects that
 * were not examined are reported afterwards, so that a failure there does not stop the heartbeat.
 */
@Singleton
class Reaction {

    private static final Logger LOG = Logger.getLogger(Reaction.class);

    /** More would not be read, and each is a request. */
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
    List<MissedEvent> to(ResyncScan.Findings diff, Deadline deadline) {
        PacedSender.Sending sending = sent(diff, deadline);
        if (sending.brokerWorks()) {
            heartbeat.beat();
        }
        record(diff.notExamined(), deadline);
        sending.throwWhatMayPass();
        return sending.sent();
    }

    /** The same for a scan that could not see everything. */
    List<MissedEvent> withoutHeartbeat(ResyncScan.Findings diff, Deadline deadline) {
        PacedSender.Sending sending = sent(diff, deadline);
        record(diff.notExamined(), deadline);
        sending.throwWhatMayPass();
        return sending.sent();
    }

    private PacedSender.Sending sent(ResyncScan.Findings diff, Deadline deadline) {
        ticks.keep(diff.inSteps());
        return sender.send(diff.missed(), deadline);
    }

    /** In random order: what does not fit into one tick is reported by a later one. */
    private void record(List<NotExamined> notExamined, Deadline deadline) {
        List<NotExamined> all = new ArrayList<>(notExamined);
        Collections.shuffle(all);
        for (NotExamined each : RoundRobin.of(all, NotExamined::namespace).stream()
                .limit(MOST_EVENTS)
                .toList()) {
            if (deadline.left().isZero()) {
                return;
            }
            try {
                recorder.record(each.object(), each.message());
            } catch (RuntimeException failure) {
                // The API server accepts no Events: the next tick reports it.
                FailureLog.log(LOG, "objects that were not examined cannot be reported", failure);
                return;
            }
        }
    }
}
