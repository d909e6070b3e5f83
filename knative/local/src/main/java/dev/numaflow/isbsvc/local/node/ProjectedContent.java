package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of volumes from ConfigMaps, Secrets and the downward API, by their path in the volume. */
record ProjectedContent(String namespace, DownwardFields downward, Sources sources) {

    static boolean covers(Volume volume) {
        return volume.getConfigMap() != null || volume.getSecret() != null || volume.getProjected() != null;
    }

    Map<String, byte[]> of(Volume volume) {
        Map<String, byte[]> files = new TreeMap<>();
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            add(configMap(source.getName(), source.getOptional()), source.getItems(), source.getOptional(), files);
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            add(secret(source.getSecretName(), source.getOptional()), source.getItems(), source.getOptional(), files);
        } else {
            volume.getProjected().getSources().forEach(source -> add(source, files));
        }
        return files;
    }

    private void add(VolumeProjection projection, Map<String, byte[]> files) {
        if (projection.getConfigMap() != null) {
            var source = projection.getConfigMap();
            add(configMap(source.getName(), source.getOptional()), source.getItems(), source.getOptional(), files);
        } else if (projection.getSecret() != null) {
            var source = projection.getSecret();
            add(secret(source.getName(), source.getOptional()), source.getItems(), source.getOptional(), files);
        } else {
            for (DownwardAPIVolumeFile file : projection.getDownwardAPI().getItems()) {
                String value = downward.field(file.getFieldRef().getFieldPath());
                files.put(file.getPath(), value.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private Map<String, byte[]> configMap(String name, Boolean optional) {
        return required(sources.configMap(namespace, name), optional, "configmap \"" + name + "\" not found");
    }

    private Map<String, byte[]> secret(String name, Boolean optional) {
        return required(sources.secret(namespace, name), optional, "secret \"" + name + "\" not found");
    }

    private static Map<String, byte[]> required(
            Optional<Map<String, byte[]>> data, Boolean optional, String complaint) {
        if (data.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new NotYet("ContainerCreating", complaint);
        }
        return data.orElse(Map.of());
    }

    private static void add(
            Map<String, byte[]> data, List<KeyToPath> items, Boolean optional, Map<String, byte[]> files) {
        if (items == null || items.isEmpty()) {
            files.putAll(data);
            return;
        }
        for (KeyToPath item : items) {
            byte[] value = data.get(item.getKey());
            if (value != null) {
                files.put(item.getPath(), value);
            } else if (!Boolean.TRUE.equals(optional)) {
                throw new NotYet("ContainerCreating", "references non-existent key: " + item.getKey());
            }
        }
    }
}
