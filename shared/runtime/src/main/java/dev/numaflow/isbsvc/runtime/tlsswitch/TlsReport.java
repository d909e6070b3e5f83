package dev.numaflow.isbsvc.runtime.tlsswitch;

import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Reports a change of TLS: how far it is in the status, each step and the end as Events. */
@Singleton
public class TlsReport {

    private final StatusWriter status;
    private final EventRecorder recorder;
    private final Clock clock;

    @Inject
    public TlsReport(StatusWriter status, EventRecorder recorder, Clock clock) {
        this.status = status;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** It is under way. */
    void going(LiveService service, String message) {
        write(service, new Fact.SwitchingTls(message));
    }

    /** A step was taken. */
    void taken(LiveService service, String message) {
        record(service, Reason.STEP_TAKEN, message);
        going(service, message);
    }

    /** It is done. @param on whether the servers use TLS now */
    void done(LiveService service, boolean on) {
        record(
                service,
                Reason.TLS_SWITCHED,
                on ? "every connection to the servers and between them has TLS" : "the servers use no TLS any more");
        ended(service);
    }

    /** None is under way any more. */
    void ended(LiveService service) {
        write(service, new Fact.SwitchedTls());
    }

    private void record(LiveService service, Reason reason, String message) {
        recorder.record(service.tree(), new EventMessage(reason, message).happenedAt(clock.instant()));
    }

    private void write(LiveService service, Fact fact) {
        status.write(
                service.tree(), new Facts(service.metadataAndStatus().generation(), true, List.of(fact)), List.of());
    }
}
