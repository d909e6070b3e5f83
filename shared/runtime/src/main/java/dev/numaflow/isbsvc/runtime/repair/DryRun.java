package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a reconciler reads and writes when nothing may be written: it reads a listing, and each write succeeds and is recorded. Events
 * and Leases are not: they follow from other writes. What only the API server can refuse counts as accepted.
 */
final class DryRun implements ClusterWriter {

    /** A write that was not carried out. @param like the event of a source that leads to it */
    record Write(ObjectRef object, EventType like, String why) {}

    private final ClusterView objects;
    private final boolean marksCount;
    private final List<Write> writes = new ArrayList<>();

    /**
     * @param marksCount whether a child is written only to be marked as rendered from the current generation: a deletion counts as a
     *     new one, and that alone is no reason to write the children of a service whose deletion is refused
     */
    DryRun(ClusterView objects, boolean marksCount) {
        this.objects = objects;
        this.marksCount = marksCount;
    }

    /** The write from which all others follow, of a child where there is one; nothing where the reconcile would change nothing. */
    Optional<Write> first() {
        return writes.stream()
                .filter(write -> write.object().kind() != ObjectKind.ISB_SERVICE)
                .findFirst()
                .or(() -> writes.stream().findFirst());
    }

    void record(ObjectRef object, EventType like, String why) {
        writes.add(new Write(object, like, why));
    }

    private WriteResult recorded(JsonNode object, EventType like, String why) {
        ObjectRef ref = ObjectRef.of(object);
        if (ref.kind() != ObjectKind.EVENT && ref.kind() != ObjectKind.LEASE) {
            record(ref, like, why);
        }
        return new WriteResult.Done(object);
    }

    @Override
    public WriteResult create(JsonNode object) {
        return recorded(object, EventType.REF_DELETE, "is missing");
    }

    @Override
    public WriteResult replace(JsonNode object) {
        return marksCount || !isMarkAlone(object)
                ? recorded(object, EventType.REF_UPDATE, "is not as it should be")
                : new WriteResult.Done(object);
    }

    private boolean isMarkAlone(JsonNode object) {
        List<Difference> differences = get(ObjectRef.of(object))
                .map(live -> Comparison.differences(object, live))
                .orElse(List.of());
        return !differences.isEmpty() && differences.stream().allMatch(DryRun::isOfTheMarks);
    }

    private static boolean isOfTheMarks(Difference difference) {
        return Stream.of(Annotations.GENERATION, Annotations.RENDERED_FROM)
                .anyMatch(mark -> difference.path().equals("metadata.annotations[" + mark + "]"));
    }

    @Override
    public WriteResult replaceStatus(JsonNode object) {
        return recorded(object, EventType.REF_UPDATE, "the status is out of date");
    }

    @Override
    public WriteResult delete(JsonNode live) {
        return recorded(live, EventType.REF_UPDATE, "stands beside the user's");
    }

    @Override
    public WriteResult deleteAlone(JsonNode live) {
        return recorded(live, EventType.REF_UPDATE, "is to be created again");
    }

    @Override
    public WriteResult tryCreate(JsonNode object) {
        return new WriteResult.Done(object);
    }

    @Override
    public WriteResult tryReplace(JsonNode object) {
        return new WriteResult.Done(object);
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        return ref.kind() == ObjectKind.LEASE ? Optional.empty() : objects.get(ref);
    }

    @Override
    public List<JsonNode> list(ObjectKind kind) {
        return objects.list(kind);
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return objects.list(kind, namespace);
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        return objects.list(kind, namespace, labelSelector);
    }

    @Override
    public List<JsonNode> eventsAbout(ObjectRef object) {
        return objects.eventsAbout(object);
    }

    @Override
    public List<JsonNode> eventsAbout(ObjectRef object, String reason) {
        return objects.eventsAbout(object, reason);
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind, String namespace) {
        return objects.listIfDefined(kind, namespace);
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind) {
        return objects.listIfDefined(kind);
    }
}
