package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.health.Health;
import dev.numaflow.isbsvc.rendering.health.ReloadEvaluator;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth.Judgement;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Writes whether a service serves, and replies {@code ready} when it starts to serve, {@code degraded} when something else is newly
 * wrong. The status records what was reported, so nothing is reported twice. What only the servers can confirm is retried.
 *
 * <p>Several pods change at once, so reconciles overlap. The last one to write must not be the one that read first: nothing is
 * written over a status that changed since it was read, and after a write the objects are read again.
 */
@Singleton
public class HealthReconciler {

    private static final Logger LOG = Logger.getLogger(HealthReconciler.class);

    private final IsbServices services;
    private final ServiceHealth health;
    private final StatusWriter status;
    private final EvaluatedPods evaluated;

    @Inject
    public HealthReconciler(IsbServices services, ServiceHealth health, StatusWriter status) {
        this.services = services;
        this.health = health;
        this.status = status;
        this.evaluated = new EvaluatedPods(health);
    }

    /** What tells events apart that cannot be answered together: those about a configuration wait until servers have loaded it. */
    public static Object key(Pointer pointer) {
        return reloadOf(pointer).isPresent() ? pointer : pointer.service();
    }

    /** Answers events of one service by one evaluation, or by the last one where they change nothing. */
    public Outcome reconcile(EventBatch batch) {
        return batch.first()
                        .service()
                        .filter(service -> evaluated.areUnchanged(service, batch))
                        .isPresent()
                ? new Outcome.Ignored("as it was evaluated")
                : reconcile(batch.first());
    }

    /** Answers one event by an evaluation. */
    public Outcome reconcile(Pointer pointer) {
        return services.evenUnconfigured(pointer, service -> reconcile(service, reloadOf(pointer)));
    }

    /** When the event was sent, if it is about a changed configuration of the servers. */
    private static Optional<Instant> reloadOf(Pointer pointer) {
        boolean isConfig = pointer.isAbout(ObjectKind.CONFIG_MAP)
                && pointer.service()
                        .map(Names::configMap)
                        .filter(pointer.object().name()::equals)
                        .isPresent();
        return isConfig ? pointer.time() : Optional.empty();
    }

    /**
     * What was written is answered by this reconcile alone, so its later failure ends only what other events repeat as well.
     *
     * @param reload when the event was sent, if it is about a configuration that servers have to load
     */
    private Outcome reconcile(LiveService service, Optional<Instant> reload) {
        long evaluation = evaluated.begin(service.names());
        List<Outcome> said = new ArrayList<>();
        try {
            return reconcile(service, said, reload, evaluation);
        } catch (RuntimeException failure) {
            if (!owesReply(said)) {
                throw failure;
            }
            FailureLog.log(LOG, service.names() + " cannot be read again", failure);
            return foremost(said);
        }
    }

    private Outcome reconcile(LiveService service, List<Outcome> said, Optional<Instant> reload, long evaluation) {
        return OptimisticUpdate.of(service.ref(), Optional.of(service), () -> services.again(service), live -> {
            if (live.isEmpty()) {
                return Optional.of(new Outcome.Ignored("the service is gone"));
            }
            return isLast(live.get(), said, reload, evaluation) ? Optional.of(foremost(said)) : Optional.empty();
        });
    }

    /** One evaluation and its outcome; returns whether no further one is needed. */
    private boolean isLast(LiveService live, List<Outcome> said, Optional<Instant> reload, long evaluation) {
        InterStepBufferService service = live.metadataAndStatus();
        if (!live.isDeployed()) {
            // Evaluated at the end of its deployment: that sends an event of its own.
            said.add(new Outcome.Done("waits for its children"));
            return true;
        }
        Judgement judgement = health.judge(service);
        if (service.deleting() && !judgement.statefulSetExists()) {
            said.add(new Outcome.Done("is being deleted"));
            return true;
        }
        if (owesReply(said) && judgement.health().isToBeAskedAgain()) {
            // Nothing is recorded that this event cannot check again: a change meanwhile has an event of its own.
            return true;
        }
        Facts facts = new Facts(service.generation(), judgement.statefulSetExists(), List.of(judgement.fact()));
        StatusWriter.Result result = status.writeOnto(live.tree(), facts, notices(judgement));
        if (result == StatusWriter.Result.OVERTAKEN) {
            return false;
        }
        said.add(outcome(live, judgement, result));
        if (result == StatusWriter.Result.WRITTEN && !health.isStill(judgement, service)) {
            return false;
        }
        awaited(judgement, said, reload).ifPresent(what -> {
            throw NatsUnavailable.notReady(service.names() + ": " + what);
        });
        evaluated.remember(service.names(), evaluation, judgement.facts());
        return true;
    }

    /** What no event would report: that the servers have agreed, or have loaded their configuration, or that it takes too long. */
    private static Optional<String> awaited(Judgement judgement, List<Outcome> said, Optional<Instant> reload) {
        if (judgement.health().isToBeAskedAgain()) {
            return Optional.of(judgement.health().message());
        }
        // A reply for other functions is given once, and goes first.
        return owesReply(said)
                ? Optional.empty()
                : reload.flatMap(sent -> ReloadEvaluator.awaited(judgement.facts(), sent))
                        .map(what -> "a new configuration is on its way: " + what);
    }

    private static Outcome outcome(LiveService live, Judgement judgement, StatusWriter.Result result) {
        String said = said(judgement);
        if (result != StatusWriter.Result.WRITTEN) {
            return new Outcome.Done(said);
        }
        if (judgement.serves()) {
            return new Outcome.Reply(said, EventType.READY, live.ref());
        }
        return judgement.isNewlyDegraded()
                ? new Outcome.Reply(said, EventType.DEGRADED, live.ref())
                : new Outcome.Done(said);
    }

    /** One event has one reply: first that the service serves, for which others wait, then that it is degraded, then the rest. */
    private static Outcome foremost(List<Outcome> said) {
        return said.stream()
                .filter(outcome -> isReply(outcome, EventType.READY))
                .findFirst()
                .or(() -> said.stream()
                        .filter(outcome -> isReply(outcome, EventType.DEGRADED))
                        .findFirst())
                .orElseGet(() -> said.get(said.size() - 1));
    }

    private static boolean owesReply(List<Outcome> said) {
        return said.stream().anyMatch(Outcome.Reply.class::isInstance);
    }

    private static boolean isReply(Outcome outcome, EventType type) {
        return outcome instanceof Outcome.Reply reply && reply.type().equals(type);
    }

    /** While there is no quorum the message changes with every pod; Events report the loss, and each new reason for it. */
    private static List<EventMessage> notices(Judgement judgement) {
        if (judgement.health() instanceof Health.Lost lost) {
            return judgement.facts().standing().isLostFor(lost.reason())
                    ? List.of()
                    : List.of(new EventMessage(Reason.QUORUM_LOST, lost.reason() + ": " + lost.message()));
        }
        return judgement.isNewlyDegraded()
                ? List.of(new EventMessage(Reason.DEGRADED, judgement.health().message()))
                : List.of();
    }

    private static String said(Judgement judgement) {
        String message = judgement.health().message();
        return message.isEmpty() ? "all nodes ready" : message;
    }
}
