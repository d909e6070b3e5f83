package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
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
    private static final String MADE_WITH = Annotations.DOMAIN + "made-with";
    private static final String UNWANTED_SINCE = Annotations.DOMAIN + "unwanted-since";
    private static final String MOVED_SINCE = Annotations.DOMAIN + "moved-since";
    private static final String ORPHANED_SINCE = Annotations.DOMAIN + "orphaned-since";
    private static final List<String> MARKS = List.of(UNWANTED_SINCE, MOVED_SINCE, ORPHANED_SINCE);

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

    /** Since when the Pipeline does not want the stream any more, as it stands in the stream's metadata. */
    static Optional<Instant> unwantedSince(JsonNode config) {
        return moment(config, UNWANTED_SINCE);
    }

    /** Since when the service that the Pipeline uses now has taken over, as it stands in the stream's metadata. */
    static Optional<Instant> movedSince(JsonNode config) {
        return moment(config, MOVED_SINCE);
    }

    /** Since when the Pipeline is known to be gone, as it stands in the stream's metadata. */
    static Optional<Instant> orphanedSince(JsonNode config) {
        return moment(config, ORPHANED_SINCE);
    }

    /** Whether that stands there, readable or not. */
    public static boolean isMarkedOrphaned(JsonNode config) {
        return config.path(METADATA).has(ORPHANED_SINCE);
    }

    /** Whether any mark stands there. */
    static boolean isMarked(JsonNode config) {
        return MARKS.stream().anyMatch(config.path(METADATA)::has);
    }

    private static Optional<Instant> moment(JsonNode config, String mark) {
        try {
            return Optional.of(config.path(METADATA).path(mark).asText())
                    .filter(time -> !time.isEmpty())
                    .map(Instant::parse);
        } catch (DateTimeException editedByHand) {
            // Then it says nothing, and is written anew.
            return Optional.empty();
        }
    }

    /** The configuration, marked as unwanted from this moment on. */
    public static JsonNode markedUnwanted(JsonNode config, Instant since) {
        return marked(config, UNWANTED_SINCE, since);
    }

    /** The configuration, marked as left on a service that its Pipeline does not use any more. */
    public static JsonNode markedMoved(JsonNode config, Instant since) {
        return marked(config, MOVED_SINCE, since);
    }

    /** The configuration, marked as left by a Pipeline that is gone. */
    static JsonNode markedOrphaned(JsonNode config, Instant since) {
        return marked(config, ORPHANED_SINCE, since);
    }

    /** The configuration without that mark. */
    public static JsonNode withoutOrphanMark(JsonNode config) {
        ObjectNode without = config.deepCopy();
        without.withObject("/" + METADATA).remove(ORPHANED_SINCE);
        return without;
    }

    /** One mark at a time: a grace period begins anew when a Pipeline that was away comes back without the vertex. */
    private static JsonNode marked(JsonNode config, String mark, Instant since) {
        ObjectNode marked = config.deepCopy();
        ObjectNode metadata = marked.withObject("/" + METADATA);
        metadata.remove(MARKS);
        metadata.put(mark, Instant.ofEpochSecond(since.getEpochSecond()).toString());
        return marked;
    }

    /** The configuration with this owner in it, and everything else that stands there but the marks of what is unwanted. */
    public JsonNode writtenInto(JsonNode config) {
        ObjectNode owned = config.deepCopy();
        ObjectNode metadata = owned.withObject("/" + METADATA);
        metadata.remove(MARKS);
        metadata.put(KIND, kind).put(NAMESPACE, namespace).put(NAME, name).put(UID, uid);
        return owned;
    }

    /** The same, and of which set of buffers the stream is one: the others of it show later that it was made already. */
    public JsonNode writtenInto(JsonNode config, String set) {
        JsonNode owned = writtenInto(config);
        if (!set.isEmpty()) {
            ((ObjectNode) owned.path(METADATA)).put(MADE_WITH, set);
        }
        return owned;
    }

    /** With which set of buffers the stream was made; empty where that does not stand in its metadata. */
    static String madeWith(JsonNode config) {
        return config.path(METADATA).path(MADE_WITH).asText();
    }

    /** As much of the object as it takes to tell people about it, when it is gone. */
    public JsonNode reference() {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kinds.API_VERSION)
                .put("kind", kind);
        object.putObject(METADATA).put("namespace", namespace).put("name", name).put("uid", uid);
        return object;
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
