package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The named schemas of an OpenAPI document, by which references are resolved. */
public final class SchemaDefinitions {
    static final String PREFIX = "#/components/schemas/";
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final ObjectNode schemas;
    private final Map<String, Schema> resolved = new ConcurrentHashMap<>();

    public SchemaDefinitions(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** The schemas of the document, unresolved. */
    public ObjectNode nodes() {
        return schemas;
    }

    /** The schema of a kind. */
    public Schema kind(String group, String version, String kind) {
        return named(nameOf(group, version, kind));
    }

    /** The name of a kind's definition. */
    public String nameOf(String group, String version, String kind) {
        for (Map.Entry<String, JsonNode> each : schemas.properties()) {
            JsonNode gvk =
                    each.getValue().path("x-kubernetes-group-version-kind").path(0);
            if (gvk.path("group").asText().equals(group)
                    && gvk.path("version").asText().equals(version)
                    && gvk.path("kind").asText().equals(kind)) {
                return each.getKey();
            }
        }
        throw new IllegalArgumentException("no schema for " + group + "/" + version + " " + kind);
    }

    /** The schema of every object's metadata. */
    public Schema objectMeta() {
        return named(OBJECT_META);
    }

    Schema named(String name) {
        return resolved.computeIfAbsent(name, key -> new Schema(key, schemas.get(key), Json.object(), this));
    }
}
