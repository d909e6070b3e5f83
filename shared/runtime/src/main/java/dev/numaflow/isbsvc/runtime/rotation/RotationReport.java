package dev.numaflow.isbsvc.runtime.rotation;

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
import java.util.Optional;

/** Reports a rotation of credentials: how far it is in the status, its end as an Event. Never a user or a password (invariant 12). */
@Singleton
public class RotationReport {

    static final String ADDED =
            "rotation of credentials, step 1 of 3: the servers get new credentials beside those of before";
    static final String GIVEN =
            "rotation of credentials, step 2 of 3: clients that start from now on connect with the new credentials";

    private static final String DONE =
            "clients connect with the new credentials, and the servers accept those of before no longer";

    private final StatusWriter status;
    private final EventRecorder recorder;
    private final Clock clock;

    @Inject
    public RotationReport(StatusWriter status, EventRecorder recorder, Clock clock) {
        this.status = status;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** It is under way. @return nothing, for nothing is waited for */
    Optional<String> going(LiveService service, String message) {
        write(service, new Fact.Rotating(message));
        return Optional.empty();
    }

    /** It is done. @return as above */
    Optional<String> done(LiveService service) {
        recorder.record(service.tree(), new EventMessage(Reason.CREDENTIALS_ROTATED, DONE).happenedAt(clock.instant()));
        ended(service);
        return Optional.empty();
    }

    /** None is under way any more. */
    void ended(LiveService service) {
        write(service, new Fact.Rotated());
    }

    private void write(LiveService service, Fact fact) {
        status.write(
                service.tree(), new Facts(service.metadataAndStatus().generation(), true, List.of(fact)), List.of());
    }
}
