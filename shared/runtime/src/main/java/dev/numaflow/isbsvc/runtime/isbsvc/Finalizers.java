package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Adds and removes our finalizer and no other: each write is of exactly the object that was read. */
@Singleton
public class Finalizers {

    private final ObjectEdit edit;

    @Inject
    public Finalizers(ClusterWriter cluster) {
        this.edit = new ObjectEdit(cluster);
    }

    /**
     * Adds our finalizer and returns the service; nothing when it is gone, or was deleted without the caller knowing. One that is known to
     * be deleted has the finalizer as long as its deletion is refused.
     */
    public Optional<JsonNode> add(JsonNode service) {
        return edit.write(service, live -> has(live) || ObjectMetas.isDeleting(live), Finalizers::with)
                .filter(live -> has(live) && ObjectMetas.isDeleting(live) == ObjectMetas.isDeleting(service));
    }

    /** Removes our finalizer, so that the service is deleted. */
    public void remove(JsonNode service) {
        edit.write(service, live -> !has(live), Finalizers::without);
    }

    static boolean has(JsonNode live) {
        return ObjectMetas.hasFinalizer(live, Kinds.FINALIZER);
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
