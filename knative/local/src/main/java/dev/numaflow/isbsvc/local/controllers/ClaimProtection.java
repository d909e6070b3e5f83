package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps a claim that is being deleted until no pod uses it, and protects those that were made without protection. */
final class ClaimProtection implements AutoCloseable {
    private final Loop loop = new Loop("claim-protection", this::pass);
    private final Watches watches = new Watches(loop::trigger);
    private final Writes writes;
    private final Known<Pod> pods;
    private final Known<PersistentVolumeClaim> claims;

    ClaimProtection(KubernetesClient client) {
        writes = new Writes(client);
        pods = watches.watch(client.pods().inAnyNamespace());
        claims = watches.watch(client.persistentVolumeClaims().inAnyNamespace());
    }

    private void pass() {
        if (watches.complete()) {
            Set<String> used = used(pods.all());
            Loop.each(claims.all(), claim -> protect(claim, used));
        }
    }

    /** Names, with their namespaces, of the claims that pods mount. */
    static Set<String> used(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> !Pods.isOver(pod))
                .flatMap(pod -> pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getPersistentVolumeClaim() != null)
                        .map(volume -> pod.getMetadata().getNamespace() + "/"
                                + volume.getPersistentVolumeClaim().getClaimName()))
                .collect(Collectors.toSet());
    }

    private void protect(PersistentVolumeClaim claim, Set<String> used) {
        boolean isProtected = claim.getMetadata().getFinalizers() != null
                && claim.getMetadata().getFinalizers().contains(PodFactory.CLAIM_PROTECTION);
        boolean deleted = claim.getMetadata().getDeletionTimestamp() != null;
        String name =
                claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
        if (deleted && isProtected && !used.contains(name)) {
            writes.replace(new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .removeFromFinalizers(PodFactory.CLAIM_PROTECTION)
                    .endMetadata()
                    .build());
        } else if (!deleted && !isProtected) {
            writes.replace(new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .addToFinalizers(PodFactory.CLAIM_PROTECTION)
                    .endMetadata()
                    .build());
        }
    }

    @Override
    public void close() {
        watches.close();
        loop.close();
    }
}
