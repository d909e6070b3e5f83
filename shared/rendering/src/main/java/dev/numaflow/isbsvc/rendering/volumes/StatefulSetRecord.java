package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The StatefulSet that takes the place of one that is deleted while its pods stay, recorded on the ConfigMap. Claim templates cannot be
 * changed in place, and whoever deletes the one may end before it has created the other: until then this is how the service runs.
 */
public final class StatefulSetRecord {

    /** Beside the other record, which is half as long at most, it fits into the 256 KiB of all annotations. */
    static final int LONGEST = 131_072;

    private static final ObjectMapper JSON = new ObjectMapper();

    private StatefulSetRecord() {}

    /** The same StatefulSet, to be created with other claims; its pod template is the same, and so is the revision of its pods. */
    public static ObjectNode larger(JsonNode statefulSet, VolumeSize size) {
        ObjectNode next = JSON.createObjectNode();
        next.set("apiVersion", statefulSet.path("apiVersion"));
        next.set("kind", statefulSet.path("kind"));
        ObjectNode metadata = next.putObject("metadata");
        for (String field : List.of("name", "namespace", "labels", "annotations", "ownerReferences")) {
            if (statefulSet.path("metadata").has(field)) {
                metadata.set(field, statefulSet.path("metadata").path(field).deepCopy());
            }
        }
        next.set("spec", statefulSet.path("spec").deepCopy());
        next.at("/spec/volumeClaimTemplates").forEach(template -> {
            ((ObjectNode) template).remove("status");
            ((ObjectNode) template).withObject("/spec/resources/requests").put("storage", size.text());
        });
        return next;
    }

    /** Why this StatefulSet cannot be recorded or come back as it is; empty where it can. */
    public static Optional<String> obstacle(JsonNode statefulSet, VolumeSize size) {
        if (text(larger(statefulSet, size)).length() > LONGEST) {
            return Optional.of("the StatefulSet is too large to be created again: its record has more than " + LONGEST
                    + " characters");
        }
        return statefulSet.at("/status/collisionCount").asInt() > 0
                ? Optional.of(
                        "revisions of the StatefulSet have collided, so pods would be replaced when it is created again")
                : Optional.empty();
    }

    /** The ConfigMap with the record. */
    public static ObjectNode on(JsonNode configMap, JsonNode statefulSet) {
        ObjectNode recorded = configMap.deepCopy();
        recorded.withObject("/metadata/annotations").put(Annotations.STATEFUL_SET, text(statefulSet));
        return recorded;
    }

    /**
     * A ConfigMap with nothing but the record, for a service whose servers have theirs under another name since their encryption was changed. It
     * is owned by what owns the StatefulSet.
     */
    public static ObjectNode alone(String name, JsonNode statefulSet) {
        ObjectNode configMap = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = configMap.putObject("metadata");
        metadata.put("name", name);
        metadata.set("namespace", statefulSet.at("/metadata/namespace"));
        metadata.set("ownerReferences", statefulSet.at("/metadata/ownerReferences"));
        return on(configMap, statefulSet);
    }

    /** Whether the ConfigMap has the record, and was made for it. */
    public static boolean isAlone(JsonNode configMap) {
        return isOn(configMap) && !configMap.at("/metadata/annotations").has(Annotations.RENDERED);
    }

    /** Whether the ConfigMap has a record. */
    public static boolean isOn(JsonNode configMap) {
        return configMap.at("/metadata/annotations").has(Annotations.STATEFUL_SET);
    }

    /** The ConfigMap without a record. */
    public static ObjectNode without(JsonNode configMap) {
        ObjectNode changed = configMap.deepCopy();
        changed.withObject("/metadata/annotations").remove(Annotations.STATEFUL_SET);
        return changed;
    }

    /** The recorded StatefulSet; empty where there is none, or somebody has edited it. */
    public static Optional<JsonNode> read(JsonNode configMap) {
        String[] parts = configMap
                .at("/metadata/annotations")
                .path(Annotations.STATEFUL_SET)
                .asText()
                .split(" ", 2);
        if (parts.length != 2 || !parts[0].equals(Digest.sha256(parts[1]))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(parts[1]))
                    .filter(set -> set.path("kind").asText().equals("StatefulSet"));
        } catch (JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode statefulSet) {
        String text = statefulSet.toString();
        return Digest.sha256(text) + " " + text;
    }
}
