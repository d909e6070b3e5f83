package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.runtime.certificates.CertificateReconciler;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.rotation.CredentialRotation;
import dev.numaflow.isbsvc.runtime.tlsswitch.TlsSwitch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reconciles a service, and goes on with the steps that its nodes, its credentials, its use of TLS or its certificates are in. */
@Singleton
public class SteppedReconciler {

    /**
     * No event reports that the servers agree, so an event is kept for it: delivered again after 1, 2, 4, 8 and 16 seconds, it ends before
     * its deliveries do. Afterwards `repair` sends another one each minute.
     */
    static final Duration KEPT = Duration.ofSeconds(20);

    private static final Duration SKEW = Duration.ofSeconds(10);

    private final ServiceReconciler reconciler;
    private final StepReconciler steps;
    private final CredentialRotation rotation;
    private final TlsSwitch tls;
    private final CertificateReconciler certificates;
    private final Clock clock;

    @Inject
    public SteppedReconciler(
            ServiceReconciler reconciler,
            StepReconciler steps,
            CredentialRotation rotation,
            TlsSwitch tls,
            CertificateReconciler certificates,
            Clock clock) {
        this.reconciler = reconciler;
        this.steps = steps;
        this.rotation = rotation;
        this.tls = tls;
        this.certificates = certificates;
        this.clock = clock;
    }

    /** Answers these events of one service. */
    public Outcome reconcile(LiveService service, EventBatch batch) {
        Reconciled reconciled = reconciler.reconcile(service);
        StepReconciler.Result taken = steps.reconcile(service, reconciled);
        Outcome outcome = reconciled.asUpdate(service, batch.isAboutAny(ObjectKind.ISB_SERVICE));
        if (taken.isMigrated() && !reconciled.handlesRequest()) {
            // Before anything else that may fail: the next event knows of no change that has just ended.
            return new Outcome.Reply(
                    "the encryption of every node is changed", EventType.ENCRYPTION_MIGRATED, service.ref());
        }
        // Each goes on by itself: what one waits for may be what another one does.
        Optional<String> stepped = taken.awaited().or(() -> rotation.reconcile(service));
        Optional<String> switched = tls.reconcile(service, reconciled);
        Optional<String> awaited = stepped.or(() -> switched);
        if (awaited.isPresent()) {
            certificates.renewLate(service, batch);
        }
        boolean isBusy = reconciled.inSteps() || reconciled.switchesTls();
        return answer(service, batch, outcome, awaited.or(() -> certificates.reconcile(service, batch, isBusy)));
    }

    /** Answers the events of one that is to be deleted, and was kept as it is: what it stores may have to be restored first. */
    public Outcome restore(LiveService service, EventBatch batch, Outcome kept) {
        return kept instanceof Outcome.Reply ? kept : answer(service, batch, kept, steps.restore(service));
    }

    private Outcome answer(LiveService service, EventBatch batch, Outcome outcome, Optional<String> awaited) {
        if (awaited.isPresent() && !(outcome instanceof Outcome.Reply) && isKept(batch)) {
            throw NatsUnavailable.notReady(service.names() + ": " + awaited.get());
        }
        return outcome;
    }

    private boolean isKept(EventBatch batch) {
        Instant now = clock.instant();
        return batch.pointers().stream().map(Pointer::time).allMatch(time -> time.map(
                        sent -> Duration.between(sent, now))
                .filter(age -> age.compareTo(KEPT) < 0 && age.plus(SKEW).compareTo(Duration.ZERO) > 0)
                .isPresent());
    }
}
