package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Optional;

/**
 * The Pipeline or ServingPipeline for which a stream was made, as it stands in the stream's metadata. A stream without it was
 * not made by us, and is never deleted by us.
 *
 * @param uid tells a Pipeline from an earlier one of the same name
 */
public record StreamOwner(String kind, String namespace, String name, String uid) {

    private static final String METADATA = "metadata";
    private static final String KIND = Annotations.DOMAIN + "pipeline-kind";
    private static final String NAMESPACE = Annotations.DOMAIN + "namespace";
    private static final String NAME = Annotations.DOMAIN + "pipeline";
    private static final String UID = Annotations.DOMAIN + "pipeline-uid";

    /** The owner that an object of the API server would be. */
    public static StreamOwner of(JsonNode pipeline) {
        JsonNode metadata = pipeline.path(METADATA);
        return new StreamOwner(
                pipeline.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("uid").asText());
    }

    /** The owner that stands in the configuration of a stream, or nothing when it has none of ours. */
    public static Optional<StreamOwner> in(JsonNode config) {
        JsonNode metadata = config.path(METADATA);
        return metadata.path(UID).asText().isEmpty()
                ? Optional.empty()
                : Optional.of(new StreamOwner(
                        metadata.path(KIND).asText(),
                        metadata.path(NAMESPACE).asText(),
                        metadata.path(NAME).asText(),
                        metadata.path(UID).asText()));
    }

    /** The configuration with this owner in it: for the creation of the stream, never for an update. */
    public JsonNode writtenInto(JsonNode config) {
        ObjectNode owned = config.deepCopy();
        owned.withObject("/" + METADATA)
                .put(KIND, kind)
                .put(NAMESPACE, namespace)
                .put(NAME, name)
                .put(UID, uid);
        return owned;
    }

    /** Whether both have the same name, be it that one was deleted and made anew. */
    public boolean hasNameOf(StreamOwner other) {
        return kind.equals(other.kind) && namespace.equals(other.namespace) && name.equals(other.name);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
