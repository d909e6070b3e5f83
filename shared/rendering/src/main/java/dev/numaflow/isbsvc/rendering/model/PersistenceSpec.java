package dev.numaflow.isbsvc.rendering.model;

import io.fabric8.kubernetes.api.model.Quantity;

/** The storage of the servers' streams: one claim for each pod. */
public record PersistenceSpec(String storageClassName, String accessMode, Quantity volumeSize) {

    public static final String DEFAULT_ACCESS_MODE = "ReadWriteOnce";
    public static final String DEFAULT_VOLUME_SIZE = "20Gi";

    public String accessModeOrDefault() {
        return accessMode == null ? DEFAULT_ACCESS_MODE : accessMode;
    }

    public Quantity volumeSizeOrDefault() {
        return volumeSize == null ? new Quantity(DEFAULT_VOLUME_SIZE) : volumeSize;
    }
}
