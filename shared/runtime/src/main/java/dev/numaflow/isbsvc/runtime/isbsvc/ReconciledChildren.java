package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Remembers, as long as the process lives, how the children of a service were when they were found in their desired state and nothing
 * waited. Most events about children are echoes of our own writes or changes of a status, which concern nothing that is ours: reading
 * that one child again shows it. Nothing is taken from here but that there is nothing to do.
 */
@Singleton
public class ReconciledChildren {

    /** What the API server and controllers change by themselves. */
    private static final List<String> NOT_OURS = List.of("resourceVersion", "managedFields");

    /** Kinds whose generation grows with each change of their content. */
    private static final Set<ObjectKind> COUNTING = Set.of(ObjectKind.STATEFUL_SET, ObjectKind.POD_DISRUPTION_BUDGET);

    private final ClusterView objects;
    private final RecentServices<Map<ObjectRef, String>> digests = new RecentServices<>();

    /** Children that were found untouched in a process that has not reconciled their service. */
    private final RecentServices<Map<ObjectRef, String>> untouched = new RecentServices<>();

    @Inject
    public ReconciledChildren(ClusterView objects) {
        this.objects = objects;
    }

    /** A reconcile of the service begins. Until one ends well, every event about its children is a reason for another. */
    void begin(Names service) {
        digests.put(service, Map.of());
    }

    /** The children as they are in their desired state; none is held or waits. */
    void remember(Names service, Collection<JsonNode> children) {
        Map<ObjectRef, String> all = new HashMap<>();
        children.forEach(child -> all.put(ObjectRef.of(child), digest(child)));
        digests.put(service, all);
    }

    /**
     * Whether these events report nothing but changes of children that are as they were reconciled last: by the child in the event, else by
     * one read of it; in a process that has not reconciled the service yet, by one read of the service as well, the first time. Other events
     * have reasons of their own: `repair` also sends one when the configuration of the controller asks for something else.
     */
    public boolean areUnchanged(Names service, EventBatch batch) {
        if (!batch.reportsChanges()) {
            return false;
        }
        return digests.of(service)
                .map(reconciled -> areAs(reconciled, batch))
                .orElseGet(() -> areUntouched(service, batch));
    }

    private boolean areAs(Map<ObjectRef, String> known, EventBatch batch) {
        return known.keySet().containsAll(batch.objects())
                && batch.objectsToRead((ref, reported) -> isAs(known, ref, reported)).stream()
                        .allMatch(ref -> objects.get(ref)
                                .filter(live -> isAs(known, ref, live))
                                .isPresent());
    }

    private static boolean isAs(Map<ObjectRef, String> known, ObjectRef ref, JsonNode child) {
        return digest(child).equals(known.get(ref));
    }

    private boolean areUntouched(Names names, EventBatch batch) {
        if (!COUNTING.containsAll(batch.objects().stream().map(ObjectRef::kind).toList())) {
            return false;
        }
        Map<ObjectRef, String> known = untouched.of(names).orElse(Map.of());
        if (areAs(known, batch)) {
            return true;
        }
        Optional<JsonNode> service = objects.get(ObjectRef.of(names)).filter(UntouchedChild::isSettled);
        if (service.isEmpty()) {
            return false;
        }
        Map<ObjectRef, String> found = new HashMap<>(known);
        Map<ObjectRef, Optional<JsonNode>> live = new HashMap<>();
        for (Pointer pointer : batch.pointers()) {
            Predicate<JsonNode> isUntouched = child -> UntouchedChild.is(child, service.get(), names);
            Optional<JsonNode> child = pointer.reported(isUntouched)
                    .or(() ->
                            live.computeIfAbsent(pointer.object(), objects::get).filter(isUntouched));
            if (child.isEmpty()) {
                return false;
            }
            found.put(pointer.object(), digest(child.get()));
        }
        untouched.put(names, found);
        return true;
    }

    /** The same whoever sends the child: a source writes its fields in another order than the API server. */
    private static String digest(JsonNode child) {
        ObjectNode ours = child.deepCopy();
        ours.remove("status");
        ours.withObject("/metadata").remove(NOT_OURS);
        return Digest.ofTree(ours);
    }
}
