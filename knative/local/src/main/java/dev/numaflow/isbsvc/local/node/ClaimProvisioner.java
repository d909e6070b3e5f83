package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Events;
import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Provisions a local folder as the volume of every claim. The folder is deleted with the claim, and not before: a volume's data
 * lives as long as its claim, independent of pods.
 */
public final class ClaimProvisioner implements AutoCloseable {
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
    private static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
    private static final String PROVISIONER = "isbsvc.numaflow.numaproj.io/local";

    private static final String HOST = "kubernetes.io/hostname";
    private static final String PROTECTION = "kubernetes.io/pv-protection";

    private final Loop loop = new Loop("claim-provisioner", this::pass);
    private final Watches watches = new Watches(loop::trigger);
    private final Folders folders;
    private final Writes writes;
    private final Events events;
    private final Known<PersistentVolumeClaim> claims;
    private final Known<PersistentVolume> volumes;
    private final StorageClasses classes;

    ClaimProvisioner(KubernetesClient client, Folders folders) {
        this.folders = folders;
        this.writes = new Writes(client);
        this.events = new Events(client, "claim-provisioner");
        claims = watches.watch(client.persistentVolumeClaims().inAnyNamespace());
        volumes = watches.watch(client.persistentVolumes());
        classes = new StorageClasses(watches.watch(client.storage().v1().storageClasses()));
    }

    /** Starts to provision, below a folder. */
    public static ClaimProvisioner start(KubernetesClient client, Path folder) {
        return new ClaimProvisioner(client, new Folders(folder.toAbsolutePath()));
    }

    static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    private void pass() {
        if (!watches.complete()) {
            return;
        }
        Loop.each(claims.all(), claim -> {
            if (!isBound(claim) && claim.getMetadata().getDeletionTimestamp() == null) {
                provide(claim);
            }
        });
        Set<String> claimed =
                claims.all().stream().map(claim -> claim.getMetadata().getUid()).collect(Collectors.toSet());
        volumes.all().stream()
                .filter(ClaimProvisioner::isOurs)
                .filter(volume ->
                        !claimed.contains(volume.getSpec().getClaimRef().getUid()))
                .forEach(this::drop);
    }

    private void provide(PersistentVolumeClaim claim) {
        if (!classes.provide(claim)) {
            events.warn(
                    claim,
                    "ProvisioningFailed",
                    "storageclass.storage.k8s.io \"" + claim.getSpec().getStorageClassName() + "\" not found");
            return;
        }
        if ("Block".equals(claim.getSpec().getVolumeMode())
                || claim.getSpec().getSelector() != null
                || claim.getSpec().getDataSource() != null) {
            events.warn(
                    claim,
                    "NotHonoured",
                    "spec: found volumeMode Block, a selector or a data source, allowed: an empty file system");
            return;
        }
        PersistentVolume volume = volume(claim);
        Folders.create(folders.volume(volume.getMetadata().getName()));
        if (volumes.all().stream().noneMatch(known -> known.getMetadata()
                .getName()
                .equals(volume.getMetadata().getName()))) {
            writes.create(volume);
        }
        bind(claim, volume.getMetadata().getName());
    }

    private PersistentVolume volume(PersistentVolumeClaim claim) {
        String name = "pvc-" + claim.getMetadata().getUid();
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(Map.of(PROVISIONED_BY, PROVISIONER))
                .endMetadata()
                .withNewSpec()
                .withCapacity(claim.getSpec().getResources().getRequests())
                .withAccessModes(claim.getSpec().getAccessModes())
                .withPersistentVolumeReclaimPolicy("Delete")
                .withStorageClassName(claim.getSpec().getStorageClassName())
                .withVolumeMode("Filesystem")
                // Not a hostPath, of which a kubelet leaves the owner as it is: a pod's fsGroup would have no effect.
                .withNewLocal(null, folders.volume(name).toAbsolutePath().toString())
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey(HOST)
                .withOperator("In")
                .withValues(Node.NAME)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build();
    }

    /** In two writes, because status is a subresource; the pass after the first write makes the second. */
    private void bind(PersistentVolumeClaim claim, String volume) {
        if (!volume.equals(claim.getSpec().getVolumeName())) {
            writes.replace(new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .addToAnnotations(BIND_COMPLETED, "yes")
                    .endMetadata()
                    .editSpec()
                    .withVolumeName(volume)
                    .endSpec()
                    .build());
            return;
        }
        writes.replaceStatus(new PersistentVolumeClaimBuilder(claim)
                .editOrNewStatus()
                .withPhase("Bound")
                .withAccessModes(claim.getSpec().getAccessModes())
                .withCapacity(claim.getSpec().getResources().getRequests())
                .endStatus()
                .build());
    }

    private static boolean isOurs(PersistentVolume volume) {
        return volume.getMetadata().getAnnotations() != null
                && PROVISIONER.equals(volume.getMetadata().getAnnotations().get(PROVISIONED_BY));
    }

    /** A released volume is no longer in use, so this removes its protection finalizer: no other controller here does. */
    private void drop(PersistentVolume volume) {
        Folders.delete(folders.volume(volume.getMetadata().getName()));
        if (volume.getMetadata().getDeletionTimestamp() == null) {
            writes.delete(volume);
        } else if (volume.getMetadata().getFinalizers().contains(PROTECTION)) {
            writes.replace(new PersistentVolumeBuilder(volume)
                    .editMetadata()
                    .removeFromFinalizers(PROTECTION)
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
