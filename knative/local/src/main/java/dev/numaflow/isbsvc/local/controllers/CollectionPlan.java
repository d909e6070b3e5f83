package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides what the garbage collector does next, from all objects and the uids of owners known to be absent. It deletes objects
 * whose owners are all absent or wait for them, releases an object with foreground deletion when no dependant blocks it, and one
 * that orphans its dependants when none refers to it.
 */
record CollectionPlan(List<Owned> objects, Set<String> gone) {

    /** One write of the collector. */
    sealed interface Act {
        /** Deletes the object; {@code foreground}: after its own dependants. */
        record Delete(Owned which, boolean foreground) implements Act {}

        /** Writes the object without an owner or finalizer. */
        record Replace(Owned which, GenericKubernetesResource changed) implements Act {}
    }

    /** References to owners that are not among the objects: the API server must be asked whether they exist. */
    static List<OwnerReference> doubtful(Owned object, Set<String> known) {
        return object.owners().stream()
                .filter(owner -> !known.contains(owner.getUid()))
                .toList();
    }

    List<Act> acts() {
        Map<String, Owned> byUid =
                objects.stream().collect(Collectors.toMap(Owned::uid, Function.identity(), (one, other) -> one));
        List<Act> acts = new ArrayList<>();
        for (Owned object : objects) {
            if (object.waitsOn(Owned.ORPHAN)) {
                orphan(object, acts);
            } else if (object.waitsOn(Owned.FOREGROUND)) {
                finish(object, acts);
            } else if (!object.isGoing() && !object.owners().isEmpty()) {
                collect(object, byUid, acts);
            }
        }
        return acts;
    }

    private void orphan(Owned owner, List<Act> acts) {
        List<Owned> dependants =
                objects.stream().filter(o -> o.isOwnedBy(owner)).toList();
        if (dependants.isEmpty()) {
            acts.add(new Act.Replace(owner, owner.withoutFinalizer(Owned.ORPHAN)));
        }
        dependants.forEach(dependant -> acts.add(new Act.Replace(
                dependant,
                dependant.withoutOwners(reference -> reference.getUid().equals(owner.uid())))));
    }

    private void finish(Owned owner, List<Act> acts) {
        if (objects.stream().noneMatch(object -> object.blocks(owner))) {
            acts.add(new Act.Replace(owner, owner.withoutFinalizer(Owned.FOREGROUND)));
        }
    }

    private void collect(Owned object, Map<String, Owned> byUid, List<Act> acts) {
        List<OwnerReference> lost = object.owners().stream()
                .filter(owner -> isGone(owner) || isWaiting(owner, byUid))
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        if (lost.size() < object.owners().size()) {
            acts.add(new Act.Replace(object, object.withoutOwners(lost::contains)));
            return;
        }
        boolean awaited = lost.stream().anyMatch(owner -> isWaiting(owner, byUid));
        boolean hasDependants = objects.stream().anyMatch(other -> other.isOwnedBy(object));
        acts.add(new Act.Delete(object, awaited && hasDependants));
    }

    private boolean isGone(OwnerReference owner) {
        return gone.contains(owner.getUid());
    }

    private static boolean isWaiting(OwnerReference owner, Map<String, Owned> byUid) {
        Owned known = byUid.get(owner.getUid());
        return known != null && known.waitsOn(Owned.FOREGROUND);
    }
}
