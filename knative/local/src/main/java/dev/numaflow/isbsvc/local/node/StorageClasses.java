package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Watches.Known;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;

/** Decides for which claims there will be a volume: those that name no class, or one that exists. */
record StorageClasses(Known<StorageClass> known) {
    boolean provide(PersistentVolumeClaim claim) {
        String wanted = claim.getSpec().getStorageClassName();
        return wanted == null
                || wanted.isEmpty()
                || known.all().stream()
                        .anyMatch(existing -> existing.getMetadata().getName().equals(wanted));
    }
}
