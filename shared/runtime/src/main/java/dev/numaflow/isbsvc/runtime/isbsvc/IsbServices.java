package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Finds the service that an event points to, and decides whether it exists and is ours to reconcile. */
@Singleton
public class IsbServices {

    private final Cluster cluster;
    private final ControllerConfigSource configs;

    @Inject
    public IsbServices(Cluster cluster, ControllerConfigSource configs) {
        this.cluster = cluster;
        this.configs = configs;
    }

    /** Reads the service again; nothing when it is gone, or another one has its name. */
    public Optional<LiveService> again(LiveService service) {
        return service.again(cluster);
    }

    /** Reconciles the live service; an event about anything else is ignored. */
    public Outcome with(Pointer pointer, Function<LiveService, Outcome> reconcile) {
        return evenUnconfigured(
                pointer,
                service -> service.unreadConfig().isEmpty()
                        ? reconcile.apply(service)
                        : new Outcome.Done(
                                "nothing can be done: " + service.unreadConfig().get(0)));
    }

    /** The same for a reconcile that can keep a service as it was while the controller's configuration is unreadable. */
    public Outcome evenUnconfigured(Pointer pointer, Function<LiveService, Outcome> reconcile) {
        return live(pointer, tree -> under(configs.readWhatever(), tree, reconcile));
    }

    private Outcome live(Pointer pointer, Function<JsonNode, Outcome> reconcile) {
        Optional<Names> names = pointer.service();
        if (names.isEmpty()) {
            return new Outcome.Ignored("belongs to no service");
        }
        return cluster.get(ObjectRef.of(names.get()))
                .map(reconcile)
                .orElseGet(() -> new Outcome.Ignored("the service is gone"));
    }

    /** The same for a reconcile that needs of the controller's configuration only whether a service is ours. */
    public Outcome ofOurInstance(Pointer pointer, Function<LiveService, Outcome> reconcile) {
        return live(pointer, tree -> under(configs.readRecently(), tree, reconcile));
    }

    private static Outcome under(
            ControllerConfigSource.Reading config, JsonNode tree, Function<LiveService, Outcome> reconcile) {
        LiveService service = config.live(tree);
        if (service.metadataAndStatus().isReleased()) {
            return new Outcome.Ignored("the service was left to Numaflow's controller");
        }
        return service.metadataAndStatus().belongsTo(service.config().instance())
                ? reconcile.apply(service)
                : new Outcome.Ignored("the service belongs to another instance");
    }
}
