package dev.numaflow.isbsvc.rendering.crd;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.KubernetesFields;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The OpenAPI schema of a Java type, as a CustomResourceDefinition wants it. */
final class Schema {

    /** What is one value to those who merge: no part of it makes sense beside another's part. */
    private static final Set<Class<?>> ATOMIC = Set.of(
            LocalObjectReference.class,
            SecretKeySelector.class,
            ConfigMapKeySelector.class,
            SecretEnvSource.class,
            ConfigMapEnvSource.class,
            ObjectFieldSelector.class,
            ResourceFieldSelector.class,
            NodeSelector.class,
            NodeSelectorTerm.class,
            LabelSelector.class,
            ServiceStatus.SecretKey.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String LIST_TYPE = "x-kubernetes-list-type";

    private Schema() {}

    static ObjectNode of(Type type) {
        return of(JSON.constructType(type));
    }

    private static ObjectNode of(JavaType type) {
        Class<?> raw = type.getRawClass();
        ObjectNode schema = JSON.createObjectNode();
        if (type.isCollectionLikeType()) {
            schema.put("type", "array").set("items", of(type.getContentType()));
        } else if (type.isMapLikeType()) {
            schema.put("type", "object").set("additionalProperties", of(type.getContentType()));
        } else if (raw == Quantity.class || raw == IntOrString.class) {
            schema.withArray("anyOf").addObject().put("type", "integer");
            schema.withArray("anyOf").addObject().put("type", "string");
            schema.put("x-kubernetes-int-or-string", true);
            if (raw == Quantity.class) {
                schema.put("pattern", KubernetesFields.QUANTITY);
            }
        } else if (raw == String.class) {
            schema.put("type", "string");
        } else if (raw == Boolean.class) {
            schema.put("type", "boolean");
        } else if (raw == Integer.class || raw == Long.class) {
            schema.put("type", "integer").put("format", raw == Integer.class ? "int32" : "int64");
        } else {
            fields(type).forEach(schema.put("type", "object").withObject("/properties")::set);
            KubernetesFields.required(raw).forEach(schema.withArray("required")::add);
            if (schema.path("required").isEmpty()) {
                schema.remove("required");
            }
            if (ATOMIC.contains(raw)) {
                schema.put("x-kubernetes-map-type", "atomic");
            }
        }
        return schema;
    }

    private static Map<String, ObjectNode> fields(JavaType type) {
        Map<String, ObjectNode> fields = new TreeMap<>();
        for (BeanPropertyDefinition property :
                JSON.getDeserializationConfig().introspect(type).findProperties()) {
            if (property.couldDeserialize() && KubernetesFields.isKnown(type.getRawClass(), property.getName())) {
                ObjectNode field = of(property.getPrimaryType());
                listType(type.getRawClass(), property).ifPresent(listType -> field.put(LIST_TYPE, listType));
                if (field.path(LIST_TYPE).asText().equals("map")) {
                    field.withArray("x-kubernetes-list-map-keys").add("name");
                }
                fields.put(property.getName(), field);
            }
        }
        return fields;
    }

    /** Kubernetes' own lists are one value each, but for those whose elements have names. */
    private static Optional<String> listType(Class<?> owner, BeanPropertyDefinition property) {
        boolean kubernetes = owner.getName().startsWith("io.fabric8.");
        if (!kubernetes || !property.getPrimaryType().isCollectionLikeType()) {
            return Optional.empty();
        }
        return Optional.of(owner == ResourceRequirements.class ? "map" : "atomic");
    }
}
