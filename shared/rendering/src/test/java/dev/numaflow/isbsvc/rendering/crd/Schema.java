package dev.numaflow.isbsvc.rendering.crd;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The OpenAPI schema of a Java type, as a CustomResourceDefinition wants it. */
final class Schema {

    private static final Set<Class<?>> REFERENCES = Set.of(
            LocalObjectReference.class,
            SecretKeySelector.class,
            ConfigMapKeySelector.class,
            SecretEnvSource.class,
            ConfigMapEnvSource.class,
            ServiceStatus.SecretKey.class);

    private static final ObjectMapper JSON = new ObjectMapper();

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
        } else if (raw == String.class) {
            schema.put("type", "string");
        } else if (raw == Boolean.class) {
            schema.put("type", "boolean");
        } else if (raw == Integer.class || raw == Long.class) {
            schema.put("type", "integer").put("format", raw == Integer.class ? "int32" : "int64");
        } else {
            fields(type).forEach(schema.put("type", "object").withObject("/properties")::set);
        }
        return schema;
    }

    private static Map<String, ObjectNode> fields(JavaType type) {
        Map<String, ObjectNode> fields = new TreeMap<>();
        for (BeanPropertyDefinition property :
                JSON.getDeserializationConfig().introspect(type).findProperties()) {
            if (property.couldDeserialize()) {
                fields.put(property.getName(), of(property.getPrimaryType()));
            }
        }
        // Kubernetes' own definitions say so of every reference by name alone.
        if (REFERENCES.contains(type.getRawClass())) {
            fields.get("name").put("default", "");
        }
        return fields;
    }
}
