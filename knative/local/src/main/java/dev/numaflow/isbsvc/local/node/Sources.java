package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the live ConfigMaps and Secrets that pods use. */
interface Sources {
    /** The keys of a ConfigMap; empty if there is none. */
    Optional<Map<String, byte[]>> configMap(String namespace, String name);

    /** The keys of a Secret; empty if there is none. */
    Optional<Map<String, byte[]>> secret(String namespace, String name);

    static Sources of(KubernetesClient client) {
        return new Sources() {
            @Override
            public Optional<Map<String, byte[]>> configMap(String namespace, String name) {
                return Optional.ofNullable(client.configMaps()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(Sources::data);
            }

            @Override
            public Optional<Map<String, byte[]>> secret(String namespace, String name) {
                return Optional.ofNullable(client.secrets()
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                        .map(Sources::data);
            }
        };
    }

    private static Map<String, byte[]> data(ConfigMap object) {
        Map<String, byte[]> data = new HashMap<>();
        if (object.getData() != null) {
            object.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        if (object.getBinaryData() != null) {
            object.getBinaryData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return data;
    }

    private static Map<String, byte[]> data(Secret object) {
        Map<String, byte[]> data = new HashMap<>();
        if (object.getData() != null) {
            object.getData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return data;
    }
}
