package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Adds and removes our finalizer and Numaflow's, and no other: each write is of exactly the object that was read. */
@Singleton
public class Finalizers {

    private final ObjectEdit edit;

    @Inject
    public Finalizers(ClusterWriter cluster) {
        this.edit = new ObjectEdit(cluster);
    }

    /**
     * Adds the finalizers and returns the service; nothing when it is gone, or was deleted without the caller knowing. To one that is
     * deleted none can be added; it keeps those that it has as long as its deletion is refused. One that was left to Numaflow's
     * controller meanwhile is not taken back.
     */
    public Optional<JsonNode> add(JsonNode service) {
        return edit.write(
                        service,
                        live -> hasAll(live) || ObjectMetas.isDeleting(live) || Release.isDone(live),
                        Finalizers::with)
                .filter(live -> !Release.isDone(live))
                .filter(live -> ObjectMetas.waitsForUs(live)
                        && ObjectMetas.isDeleting(live) == ObjectMetas.isDeleting(service));
    }

    /** Removes both, so that the service is deleted. */
    public void remove(JsonNode service) {
        edit.write(service, live -> !ObjectMetas.waitsForUs(live), live -> without(live, Kinds.FINALIZERS));
    }

    /**
     * Removes ours alone, so that Numaflow's controller decides about a deletion.
     *
     * @param planned the service that this was decided for; one whose user asks for something else by now keeps it
     */
    void removeOurs(JsonNode planned) {
        edit.write(planned, live -> !ObjectMetas.hasFinalizer(live, Kinds.FINALIZER), live -> {
            if (!asksForTheSame(live, planned)) {
                throw ConflictException.sinceItWasRead(ObjectRef.of(live));
            }
            return without(live, List.of(Kinds.FINALIZER));
        });
    }

    /** Everything that a plan reads of a service but its status, which we write ourselves. */
    private static boolean asksForTheSame(JsonNode live, JsonNode planned) {
        return ObjectMetas.generation(live) == ObjectMetas.generation(planned)
                && ObjectMetas.isDeleting(live) == ObjectMetas.isDeleting(planned)
                && annotations(live).equals(annotations(planned));
    }

    private static Map<String, String> annotations(JsonNode service) {
        return service.at("/metadata/annotations").properties().stream()
                .filter(annotation -> annotation.getKey().startsWith(Annotations.DOMAIN)
                        || annotation.getKey().equals(Annotations.INSTANCE))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, annotation -> annotation.getValue().asText()));
    }

    private static boolean hasAll(JsonNode live) {
        return Kinds.FINALIZERS.stream().allMatch(finalizer -> ObjectMetas.hasFinalizer(live, finalizer));
    }

    private static JsonNode with(JsonNode live) {
        ObjectNode changed = live.deepCopy();
        ArrayNode finalizers = changed.withObject("metadata").withArray("finalizers");
        Kinds.FINALIZERS.stream()
                .filter(finalizer -> !ObjectMetas.hasFinalizer(live, finalizer))
                .forEach(finalizers::add);
        return changed;
    }

    private static JsonNode without(JsonNode live, List<String> those) {
        ObjectNode changed = live.deepCopy();
        ArrayNode finalizers = changed.withObject("metadata").withArray("finalizers");
        finalizers.removeIf(finalizer -> those.contains(finalizer.asText()));
        return changed;
    }
}
