package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;

/** Finds the volumes of a pod that cannot be folders of this machine. */
final class VolumeRequirements {
    private static final String KINDS = "configMap, secret, projected, emptyDir or persistentVolumeClaim";
    private static final String PROJECTIONS = "configMap, secret, or downwardAPI with fieldRef";

    private VolumeRequirements() {}

    static List<String> refusals(List<Volume> volumes) {
        List<String> refusals = new ArrayList<>();
        for (Volume volume : volumes) {
            String path = "spec.volumes[" + volume.getName() + "]";
            if (!ProjectedContent.covers(volume)
                    && volume.getEmptyDir() == null
                    && volume.getPersistentVolumeClaim() == null) {
                refusals.add(path + ": found another kind of volume, allowed: " + KINDS);
            } else if (volume.getProjected() != null) {
                for (VolumeProjection source : volume.getProjected().getSources()) {
                    if (!isServed(source)) {
                        refusals.add(
                                path + ".projected.sources: found another kind of source, allowed: " + PROJECTIONS);
                    }
                }
            }
        }
        return refusals;
    }

    private static boolean isServed(VolumeProjection source) {
        return source.getConfigMap() != null
                || source.getSecret() != null
                || (source.getDownwardAPI() != null
                        && source.getDownwardAPI().getItems().stream().allMatch(item -> item.getFieldRef() != null));
    }
}
