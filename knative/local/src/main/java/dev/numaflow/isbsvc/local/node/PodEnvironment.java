package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment of a container's process, from the pod's spec only. */
record PodEnvironment(String namespace, DownwardFields downward, Sources sources) {
    private static final String CONFIG_ERROR = "CreateContainerConfigError";

    Map<String, String> of(Container container) {
        Map<String, String> variables = new LinkedHashMap<>();
        orEmpty(container.getEnvFrom()).forEach(from -> addAll(from, variables));
        for (EnvVar variable : orEmpty(container.getEnv())) {
            if (variable.getValueFrom() == null) {
                String stated = variable.getValue() == null ? "" : variable.getValue();
                variables.put(variable.getName(), VariableExpansion.expand(stated, variables));
            } else {
                value(variable.getValueFrom(), container).ifPresent(value -> variables.put(variable.getName(), value));
            }
        }
        return variables;
    }

    private void addAll(EnvFromSource from, Map<String, String> variables) {
        String prefix = from.getPrefix() == null ? "" : from.getPrefix();
        Map<String, byte[]> data = new LinkedHashMap<>();
        if (from.getConfigMapRef() != null) {
            String name = from.getConfigMapRef().getName();
            boolean optional = isTrue(from.getConfigMapRef().getOptional());
            data.putAll(required(sources.configMap(namespace, name), optional, "configmap \"" + name + "\" not found"));
        }
        if (from.getSecretRef() != null) {
            String name = from.getSecretRef().getName();
            boolean optional = isTrue(from.getSecretRef().getOptional());
            data.putAll(required(sources.secret(namespace, name), optional, "secret \"" + name + "\" not found"));
        }
        data.forEach((key, value) -> variables.put(prefix + key, new String(value, StandardCharsets.UTF_8)));
    }

    private Optional<String> value(EnvVarSource from, Container container) {
        if (from.getFieldRef() != null) {
            return Optional.of(downward.field(from.getFieldRef().getFieldPath()));
        }
        if (from.getResourceFieldRef() != null) {
            return Optional.of(downward.resource(from.getResourceFieldRef(), container));
        }
        if (from.getSecretKeyRef() != null) {
            var selector = from.getSecretKeyRef();
            return key(
                    sources.secret(namespace, selector.getName()),
                    selector.getKey(),
                    isTrue(selector.getOptional()),
                    "secret \"" + selector.getName() + "\"");
        }
        var selector = from.getConfigMapKeyRef();
        return key(
                sources.configMap(namespace, selector.getName()),
                selector.getKey(),
                isTrue(selector.getOptional()),
                "configmap \"" + selector.getName() + "\"");
    }

    private static Optional<String> key(
            Optional<Map<String, byte[]>> data, String key, boolean optional, String described) {
        byte[] value = required(data, optional, described + " not found").get(key);
        if (value == null && !optional) {
            throw new NotYet(CONFIG_ERROR, "couldn't find key " + key + " in " + described);
        }
        return Optional.ofNullable(value).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static Map<String, byte[]> required(
            Optional<Map<String, byte[]>> data, boolean optional, String complaint) {
        if (data.isEmpty() && !optional) {
            throw new NotYet(CONFIG_ERROR, complaint);
        }
        return data.orElse(Map.of());
    }

    private static boolean isTrue(Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
