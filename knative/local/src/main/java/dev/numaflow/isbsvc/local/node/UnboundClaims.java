package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Watches.Known;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Stream;

/** Finds the claims of a pod that no provisioner will bind; those about to be bound do not count. */
record UnboundClaims(Known<PersistentVolumeClaim> claims, StorageClasses classes) {

    /** The message of the Kubernetes scheduler. */
    List<String> demands(Pod pod) {
        return claimNames(pod).anyMatch(name -> isHopeless(pod.getMetadata().getNamespace(), name))
                ? List.of("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.")
                : List.of();
    }

    private boolean isHopeless(String namespace, String name) {
        return claims.all().stream()
                .filter(claim -> claim.getMetadata().getNamespace().equals(namespace)
                        && claim.getMetadata().getName().equals(name))
                .anyMatch(claim -> !ClaimProvisioner.isBound(claim) && !classes.provide(claim));
    }

    private static Stream<String> claimNames(Pod pod) {
        return pod.getSpec().getVolumes() == null
                ? Stream.of()
                : pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getPersistentVolumeClaim() != null)
                        .map(volume -> volume.getPersistentVolumeClaim().getClaimName());
    }
}
