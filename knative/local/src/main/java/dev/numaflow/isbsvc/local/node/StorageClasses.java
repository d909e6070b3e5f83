package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Watches.Known;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;

/** Decides which claims get a volume: those without a class, or with one that exists. */
record StorageClasses(Known<StorageClass> known) {
    boolean provide(PersistentVolumeClaim claim) {
        String wanted = claim.getSpec().getStorageClassName();
        return wanted == null
                || wanted.isEmpty()
                || known.all().stream()
                        .anyMatch(existing -> existing.getMetadata().getName().equals(wanted));
    }
}
