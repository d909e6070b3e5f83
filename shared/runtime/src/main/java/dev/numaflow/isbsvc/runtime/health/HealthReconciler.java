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
import dev.numaflow.isbsvc.runtime.health.ServiceHealth.Evaluation;
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
import java.util.concurrent.atomic.AtomicReference;
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
        this.evaluated = new EvaluatedPods();
    }

    /** The key of events that are answered together: one about a configuration is answered alone, because it waits for the servers. */
    public static Object key(Pointer pointer) {
        return reloadOf(pointer).isPresent() ? pointer : pointer.service();
    }

    /** Answers events of one service by one evaluation, or by the last one where they change nothing. */
    public Outcome reconcile(EventBatch batch) {
        Optional<NodeObjects> live = batch.first().service().map(health::objectsOf);
        return live.isPresent()
                        && evaluated.areUnchanged(batch.first().service().orElseThrow(), batch, live.get())
                ? new Outcome.Ignored("as it was evaluated")
                : reconcile(batch.first(), live);
    }

    /** Answers one event by an evaluation. */
    public Outcome reconcile(Pointer pointer) {
        return reconcile(pointer, Optional.empty());
    }

    /** @param live objects of which this reconcile has read some */
    private Outcome reconcile(Pointer pointer, Optional<NodeObjects> live) {
        return services.ofOurInstance(
                pointer,
                service ->
                        reconcile(service, live.orElseGet(() -> health.objectsOf(service.names())), reloadOf(pointer)));
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
    private Outcome reconcile(LiveService service, NodeObjects read, Optional<Instant> reload) {
        long number = evaluated.begin(service.names());
        List<Outcome> outcomes = new ArrayList<>();
        try {
            return reconcile(service, read, outcomes, reload, number);
        } catch (RuntimeException failure) {
            if (!hasReply(outcomes)) {
                throw failure;
            }
            FailureLog.log(LOG, service.names() + " cannot be read again", failure);
            return reply(outcomes);
        }
    }

    private Outcome reconcile(
            LiveService service, NodeObjects read, List<Outcome> outcomes, Optional<Instant> reload, long number) {
        AtomicReference<NodeObjects> newest = new AtomicReference<>(read);
        return OptimisticUpdate.of(service.ref(), Optional.of(service), () -> services.again(service), live -> {
            if (live.isEmpty()) {
                return Optional.of(new Outcome.Ignored("the service is gone"));
            }
            return isLast(live.get(), newest, outcomes, reload, number)
                    ? Optional.of(reply(outcomes))
                    : Optional.empty();
        });
    }

    /**
     * One evaluation and its outcome; returns whether no further one is needed.
     *
     * @param newest the objects to evaluate; left behind are those for a further evaluation
     */
    private boolean isLast(
            LiveService live,
            AtomicReference<NodeObjects> newest,
            List<Outcome> outcomes,
            Optional<Instant> reload,
            long number) {
        InterStepBufferService service = live.metadataAndStatus();
        if (!live.isDeployed()) {
            // Evaluated at the end of its deployment: that sends an event of its own.
            outcomes.add(new Outcome.Done("waits for its children"));
            return true;
        }
        Evaluation evaluation = health.evaluate(service, newest.getAndSet(health.objectsOf(service.names())));
        if (service.deleting() && !evaluation.statefulSetExists()) {
            outcomes.add(new Outcome.Done("is being deleted"));
            return true;
        }
        if (hasReply(outcomes) && evaluation.health().mustBeRetried()) {
            // Nothing is recorded that this event cannot check again: a change meanwhile has an event of its own.
            return true;
        }
        Facts facts = new Facts(service.generation(), evaluation.statefulSetExists(), List.of(evaluation.fact()));
        StatusWriter.Result result = status.writeOnto(live.tree(), facts, messages(evaluation));
        if (result == StatusWriter.Result.OVERTAKEN) {
            return false;
        }
        outcomes.add(outcome(live, evaluation, result));
        if (result == StatusWriter.Result.WRITTEN && !health.isUnchanged(evaluation, service, newest.get())) {
            return false;
        }
        awaited(evaluation, outcomes, reload).ifPresent(what -> {
            throw NatsUnavailable.notReady(service.names() + ": " + what);
        });
        evaluated.remember(service.names(), number, evaluation.facts());
        return true;
    }

    /** What no event would report: that the servers have agreed, or have loaded their configuration, or that it takes too long. */
    private static Optional<String> awaited(Evaluation evaluation, List<Outcome> outcomes, Optional<Instant> reload) {
        if (evaluation.health().mustBeRetried()) {
            return Optional.of(evaluation.health().message());
        }
        // A reply for other functions is given once, and goes first.
        return hasReply(outcomes)
                ? Optional.empty()
                : reload.flatMap(sent -> ReloadEvaluator.awaited(evaluation.facts(), sent))
                        .map(what -> "a new configuration is on its way: " + what);
    }

    private static Outcome outcome(LiveService live, Evaluation evaluation, StatusWriter.Result result) {
        String message = message(evaluation);
        if (result != StatusWriter.Result.WRITTEN) {
            return new Outcome.Done(message);
        }
        if (evaluation.serves()) {
            return new Outcome.Reply(message, EventType.READY, live.ref());
        }
        return evaluation.isNewlyDegraded()
                ? new Outcome.Reply(message, EventType.DEGRADED, live.ref())
                : new Outcome.Done(message);
    }

    /** One event has one reply: that the service serves, for which other functions wait; else that it is degraded; else the last outcome. */
    private static Outcome reply(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> isReply(outcome, EventType.READY))
                .findFirst()
                .or(() -> outcomes.stream()
                        .filter(outcome -> isReply(outcome, EventType.DEGRADED))
                        .findFirst())
                .orElseGet(() -> outcomes.get(outcomes.size() - 1));
    }

    private static boolean hasReply(List<Outcome> outcomes) {
        return outcomes.stream().anyMatch(Outcome.Reply.class::isInstance);
    }

    private static boolean isReply(Outcome outcome, EventType type) {
        return outcome instanceof Outcome.Reply reply && reply.type().equals(type);
    }

    /** While there is no quorum the message changes with every pod; Events report the loss, and each new reason for it. */
    private static List<EventMessage> messages(Evaluation evaluation) {
        if (evaluation.health() instanceof Health.Lost lost) {
            return evaluation.facts().previous().isLostFor(lost.reason())
                    ? List.of()
                    : List.of(new EventMessage(Reason.QUORUM_LOST, lost.reason() + ": " + lost.message()));
        }
        return evaluation.isNewlyDegraded()
                ? List.of(new EventMessage(Reason.DEGRADED, evaluation.health().message()))
                : List.of();
    }

    private static String message(Evaluation evaluation) {
        String message = evaluation.health().message();
        return message.isEmpty() ? "all nodes ready" : message;
    }
}
