package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Finds the services that an event concerns: the service itself, the one that a Pipeline uses and those of its namespace that it may
 * have used before, or, when a Pipeline is gone and it is unknown which it used, all of its namespace.
 */
@Singleton
public class ProvisioningReconciler {

    private static final Logger LOG = Logger.getLogger(ProvisioningReconciler.class);

    private final Cluster cluster;
    private final ControllerConfigSource configs;
    private final EventRecorder recorder;
    private final Provisioning provisioning;

    @Inject
    public ProvisioningReconciler(
            Cluster cluster, ControllerConfigSource configs, EventRecorder recorder, Provisioning provisioning) {
        this.cluster = cluster;
        this.configs = configs;
        this.recorder = recorder;
        this.provisioning = provisioning;
    }

    public Outcome reconcile(Pointer pointer) {
        if (pointer.isTick()) {
            return new Outcome.Ignored("about no object");
        }
        ControllerConfigSource.Reading read = configs.readRecently();
        if (!read.violations().isEmpty()) {
            return new Outcome.Done("nothing can be done: " + read.violations().get(0));
        }
        ControllerConfig config = read.config();
        return switch (pointer.object().kind()) {
            case ISB_SERVICE ->
                service(pointer.object(), config)
                        .map(service -> pointer.type() == EventType.READY
                                ? provisioning.provisionNew(service)
                                : provisioning.provision(service))
                        .orElseGet(() -> new Outcome.Ignored("no service of ours"));
            case PIPELINE, SERVING_PIPELINE ->
                cluster.get(pointer.object())
                        .map(pipeline -> pipeline(pipeline, config))
                        .orElseGet(() -> gone(pointer.object().namespace(), config));
            default -> new Outcome.Ignored("has no buffers");
        };
    }

    private Outcome pipeline(JsonNode pipeline, ControllerConfig config) {
        String namespace = ObjectRef.of(pipeline).namespace();
        if (!ObjectMetas.annotation(pipeline, Annotations.INSTANCE).equals(config.instance())) {
            // It may have left streams on services of ours, and they stay: its user must be informed.
            return all(services(namespace, config), Optional.of(new Outcome.Ignored("belongs to another instance")));
        }
        Parsed<PipelineLike> user = user(pipeline);
        if (!user.isGood()) {
            // What an earlier Pipeline of its name left counts as its own from now on.
            Outcome refused =
                    report(pipeline, Reason.INVALID_PIPELINE, user.violations().toString());
            return all(services(namespace, config), Optional.of(refused));
        }
        Names names = new Names(namespace, user.value().serviceName());
        List<LiveService> listed = services(namespace, config);
        Optional<LiveService> own =
                listed.stream().filter(service -> service.names().equals(names)).findFirst();
        Optional<Outcome> missing = own.isPresent() ? Optional.empty() : Optional.of(missing(pipeline, names));
        // Its own service first: its streams on another one stay until it is served here.
        BoundedParallel<Outcome> first =
                BoundedParallel.each(own.map(List::of).orElse(List.of()), provisioning::provision);
        BoundedParallel<Outcome> others = BoundedParallel.each(
                others(listed, names).isEmpty() ? List.of() : others(services(namespace, config), names),
                provisioning::provision);
        first.throwFirstFailure();
        others.throwFirstFailure();
        return deletionRequested(others.done())
                .or(() -> missing)
                .or(() -> first.done().stream().findFirst())
                .filter(outcome -> outcome instanceof Outcome.Reply
                        || replied(others.done()).isEmpty())
                .or(() -> replied(others.done()))
                .orElseThrow();
    }

    private Outcome missing(JsonNode pipeline, Names service) {
        return cluster.get(ObjectRef.of(service)).filter(Release::isDone).isPresent()
                ? new Outcome.Ignored("its service was left to Numaflow's controller")
                : report(
                        pipeline,
                        Reason.SERVICE_NOT_FOUND,
                        "there is no InterStepBufferService " + service + " of the same instance");
    }

    private static List<LiveService> others(List<LiveService> services, Names own) {
        return services.stream().filter(service -> !service.names().equals(own)).toList();
    }

    /** A failure to read one Pipeline, even an Error, concerns it alone: it is refused, and what the others ask for is reconciled. */
    private static Parsed<PipelineLike> user(JsonNode pipeline) {
        try {
            return PipelineLikes.read(pipeline);
        } catch (RuntimeException | Error e) {
            FailureLog.log(LOG, ObjectRef.of(pipeline) + " cannot be read", e);
            return Parsed.refused(new Violation(
                    "spec",
                    "what ends reading it with " + e.getClass().getSimpleName(),
                    "a specification that can be read"));
        }
    }

    private Outcome report(JsonNode pipeline, Reason reason, String message) {
        recorder.record(pipeline, new EventMessage(reason, message));
        return new Outcome.Done(message);
    }

    private Outcome gone(String namespace, ControllerConfig config) {
        return all(services(namespace, config), Optional.empty());
    }

    /** Reconciles every service; only one reply can be given, the others are found by `repair`. @param otherwise the answer without one */
    private Outcome all(List<LiveService> services, Optional<Outcome> otherwise) {
        BoundedParallel<Outcome> outcomes = BoundedParallel.each(services, provisioning::provision);
        outcomes.throwFirstFailure();
        return deletionRequested(outcomes.done())
                .or(() -> replied(outcomes.done()))
                .or(() -> otherwise)
                .orElseGet(() -> new Outcome.Done(
                        outcomes.done().stream().map(Outcome::message).toList().toString()));
    }

    /** This reply calls a function: it precedes the result for the Pipeline's own service, which calls none. */
    private static Optional<Outcome> deletionRequested(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome instanceof Outcome.Reply reply && reply.type() == EventType.DELETION_REQUESTED)
                .findFirst();
    }

    private static Optional<Outcome> replied(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome.Reply.class::isInstance).findFirst();
    }

    private List<LiveService> services(String namespace, ControllerConfig config) {
        return cluster.list(ObjectKind.ISB_SERVICE, namespace).stream()
                .map(tree -> live(tree, config))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<LiveService> service(ObjectRef ref, ControllerConfig config) {
        return cluster.get(ref).flatMap(tree -> live(tree, config));
    }

    private static Optional<LiveService> live(JsonNode tree, ControllerConfig config) {
        InterStepBufferService service = StrictReader.withoutSpec(tree);
        return service.belongsTo(config.instance()) && !service.isReleased()
                ? Optional.of(new LiveService(tree, service, config))
                : Optional.empty();
    }
}
