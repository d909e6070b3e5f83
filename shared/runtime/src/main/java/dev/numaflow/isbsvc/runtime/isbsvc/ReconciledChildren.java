package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * Whether these events report nothing but changes of children that are as they were reconciled last, by one read of each; in a
     * process that has not reconciled the service yet, by one of the service as well, the first time. Other events have reasons of their own:
     * `repair` also sends one when the configuration of the controller asks for something else.
     */
    public boolean areUnchanged(Names service, EventBatch batch) {
        if (!batch.reportsChanges()) {
            return false;
        }
        return digests.of(service)
                .map(reconciled -> areAs(reconciled, batch.objects()))
                .orElseGet(() -> areUntouched(service, batch.objects()));
    }

    private boolean areAs(Map<ObjectRef, String> reconciled, Set<ObjectRef> changed) {
        return reconciled.keySet().containsAll(changed)
                && changed.stream().allMatch(ref -> objects.get(ref)
                        .map(ReconciledChildren::digest)
                        .filter(reconciled.get(ref)::equals)
                        .isPresent());
    }

    private boolean areUntouched(Names names, Set<ObjectRef> changed) {
        if (!COUNTING.containsAll(changed.stream().map(ObjectRef::kind).toList())) {
            return false;
        }
        Map<ObjectRef, String> known = untouched.of(names).orElse(Map.of());
        if (areAs(known, changed)) {
            return true;
        }
        Optional<JsonNode> service = objects.get(ObjectRef.of(names)).filter(UntouchedChild::isSettled);
        Map<ObjectRef, String> found = new HashMap<>(known);
        for (ObjectRef ref : changed) {
            Optional<JsonNode> child = service.flatMap(
                    settled -> objects.get(ref).filter(live -> UntouchedChild.is(live, settled, names)));
            if (child.isEmpty()) {
                return false;
            }
            found.put(ref, digest(child.get()));
        }
        untouched.put(names, found);
        return true;
    }

    private static String digest(JsonNode child) {
        ObjectNode ours = child.deepCopy();
        ours.remove("status");
        ours.withObject("/metadata").remove(NOT_OURS);
        return Digest.sha256(ours.toString());
    }
}
