package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.function.Predicate;

/** The garbage collector's view of an object: its identity, owners and deletion. */
record Owned(String plural, GenericKubernetesResource object) {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    String uid() {
        return object.getMetadata().getUid();
    }

    List<OwnerReference> owners() {
        return Ownership.owners(object);
    }

    boolean isGoing() {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether it is being deleted and has this finalizer. */
    boolean waitsOn(String finalizer) {
        return isGoing() && object.getMetadata().getFinalizers().contains(finalizer);
    }

    boolean isOwnedBy(Owned owner) {
        return owners().stream().anyMatch(reference -> reference.getUid().equals(owner.uid()));
    }

    boolean blocks(Owned owner) {
        return owners().stream()
                .anyMatch(reference -> reference.getUid().equals(owner.uid())
                        && Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
    }

    GenericKubernetesResource withoutFinalizer(String finalizer) {
        GenericKubernetesResource copy = copy();
        copy.getMetadata().getFinalizers().remove(finalizer);
        return copy;
    }

    GenericKubernetesResource withoutOwners(Predicate<OwnerReference> which) {
        GenericKubernetesResource copy = copy();
        copy.getMetadata().getOwnerReferences().removeIf(which);
        return copy;
    }

    private GenericKubernetesResource copy() {
        return JSON.clone(object);
    }
}
