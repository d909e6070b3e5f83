package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Adds and removes our finalizer, and never another's: each write is of exactly the object that was read. */
@Singleton
public class Finalizers {

    private final Cluster cluster;

    @Inject
    public Finalizers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The service with our finalizer; nothing when it is gone or about to go. */
    public Optional<JsonNode> add(JsonNode service) {
        return write(service, live -> has(live) || Trees.isDeleting(live), Finalizers::with)
                .filter(live -> !Trees.isDeleting(live));
    }

    /** Lets the service go. */
    public void remove(JsonNode service) {
        write(service, live -> !has(live), Finalizers::without);
    }

    private Optional<JsonNode> write(JsonNode service, Predicate<JsonNode> done, UnaryOperator<JsonNode> change) {
        ObjectRef ref = ObjectRef.of(service);
        Optional<JsonNode> live = Optional.of(service);
        for (int look = 0; look < Contended.LOOKS; look++) {
            if (live.isEmpty() || !Trees.uid(live.get()).equals(Trees.uid(service))) {
                return Optional.empty();
            }
            if (done.test(live.get())) {
                return live;
            }
            Written written = cluster.replace(change.apply(live.get()));
            if (written instanceof Written.Done changed) {
                return Optional.of(changed.object());
            }
            if (written instanceof Written.Rejected rejected) {
                throw new IllegalStateException(rejected.message());
            }
            live = cluster.get(ref);
        }
        throw new Contended(ref);
    }

    private static boolean has(JsonNode live) {
        for (JsonNode finalizer : live.path("metadata").path("finalizers")) {
            if (finalizer.asText().equals(Kinds.FINALIZER)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode with(JsonNode live) {
        ObjectNode changed = live.deepCopy();
        changed.withObject("metadata").withArray("finalizers").add(Kinds.FINALIZER);
        return changed;
    }

    private static JsonNode without(JsonNode live) {
        ObjectNode changed = live.deepCopy();
        ArrayNode finalizers = changed.withObject("metadata").withArray("finalizers");
        finalizers.removeIf(finalizer -> finalizer.asText().equals(Kinds.FINALIZER));
        return changed;
    }
}
