package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what has changed by comparing what there is with what was known: for changes of other processes, which tell nobody. */
final class Watch {

    private static final List<ObjectKind> KINDS = List.of(
            ObjectKind.ISB_SERVICE,
            ObjectKind.PIPELINE,
            ObjectKind.SERVING_PIPELINE,
            ObjectKind.STATEFUL_SET,
            ObjectKind.POD,
            ObjectKind.CONFIG_MAP,
            ObjectKind.SECRET,
            ObjectKind.SERVICE,
            ObjectKind.POD_DISRUPTION_BUDGET);

    /** What has happened to an object. @param object as it is now, or as it was last */
    record Change(String verb, JsonNode object) {}

    private final SimulatedCluster world;
    private final Map<ObjectRef, JsonNode> known = new HashMap<>();

    Watch(SimulatedCluster world) {
        this.world = world;
    }

    /** This change is known. */
    void know(String verb, JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        if (verb.equals("delete")) {
            known.remove(ref);
        } else if (KINDS.contains(ref.kind())) {
            known.put(ref, object);
        }
    }

    /** All others. An object that was made anew was deleted before. */
    List<Change> changes() {
        Map<ObjectRef, JsonNode> gone = new HashMap<>(known);
        List<Change> changes = new ArrayList<>();
        for (ObjectKind kind : KINDS) {
            for (JsonNode object : world.all(kind)) {
                JsonNode before = gone.remove(ObjectRef.of(object));
                if (before == null) {
                    changes.add(new Change("add", object));
                } else if (!ObjectMetas.uid(before).equals(ObjectMetas.uid(object))) {
                    changes.add(new Change("delete", before));
                    changes.add(new Change("add", object));
                } else if (!version(before).equals(version(object))) {
                    changes.add(new Change("update", object));
                }
            }
        }
        gone.values().forEach(object -> changes.add(new Change("delete", object)));
        return changes;
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asText();
    }
}
