package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides which owner a StatefulSet's claims have: the set if its retention policy deletes them with the set, a surplus pod if it
 * deletes them on scaling, else none. The garbage collector does the rest.
 */
record ClaimOwners(SetView view) {

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<Integer, Pod> entry : view.pods().entrySet()) {
            for (PersistentVolumeClaim made : view.factory().claims(entry.getKey())) {
                PersistentVolumeClaim claim =
                        view.claims().get(made.getMetadata().getName());
                if (claim != null && claim.getMetadata().getDeletionTimestamp() == null) {
                    change(claim, entry.getKey(), entry.getValue(), steps);
                }
            }
        }
        return steps;
    }

    private void change(PersistentVolumeClaim claim, int ordinal, Pod pod, List<Step> steps) {
        List<OwnerReference> wanted = wanted(claim, ordinal, pod);
        if (!uids(wanted).equals(uids(Ownership.owners(claim)))) {
            steps.add(new Step.Replace(new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .withOwnerReferences(wanted)
                    .endMetadata()
                    .build()));
        }
    }

    private List<OwnerReference> wanted(PersistentVolumeClaim claim, int ordinal, Pod pod) {
        boolean condemned = ordinal >= view.replicas();
        boolean withSet = deletes(policy() == null ? null : policy().getWhenDeleted());
        boolean withPod = deletes(policy() == null ? null : policy().getWhenScaled()) && condemned;
        List<OwnerReference> owners = new ArrayList<>(Ownership.owners(claim));
        owners.removeIf(owner -> isUid(owner, view.set()) || isUid(owner, pod));
        if (withPod) {
            owners.add(Ownership.ownedBy(pod));
        } else if (withSet) {
            owners.add(Ownership.ownedBy(view.set()));
        }
        return owners;
    }

    private StatefulSetPersistentVolumeClaimRetentionPolicy policy() {
        return view.set().getSpec().getPersistentVolumeClaimRetentionPolicy();
    }

    private static boolean deletes(String policy) {
        return "Delete".equals(policy);
    }

    private static boolean isUid(OwnerReference owner, HasMetadata object) {
        return owner.getUid().equals(object.getMetadata().getUid());
    }

    private static List<String> uids(List<OwnerReference> owners) {
        return owners.stream().map(OwnerReference::getUid).sorted().toList();
    }
}
