package dev.numaflow.isbsvc.rendering.buffers;

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
 * The Pipeline or ServingPipeline for which a stream was created, as recorded in the stream's metadata. A stream without it was not
 * created by this operator, and is never deleted by it.
 *
 * @param uid distinguishes a Pipeline from an earlier one of the same name
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

    /** The owner for an object of the API server. */
    public static StreamOwner of(JsonNode pipeline) {
        JsonNode metadata = pipeline.path(METADATA);
        return new StreamOwner(
                pipeline.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                metadata.path("uid").asText());
    }

    /** The owner in the configuration of a stream; empty when this operator set none. */
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

    /** When the stream became unwanted by its Pipeline, from the stream's metadata. */
    public static Optional<Instant> unwantedSince(JsonNode config) {
        return moment(config, UNWANTED_SINCE);
    }

    /** When the Pipeline's new service took over, from the stream's metadata. */
    public static Optional<Instant> movedSince(JsonNode config) {
        return moment(config, MOVED_SINCE);
    }

    /** When the Pipeline was first observed as deleted, from the stream's metadata. */
    public static Optional<Instant> orphanedSince(JsonNode config) {
        return moment(config, ORPHANED_SINCE);
    }

    /** Whether the orphan mark exists, readable or not. */
    public static boolean isMarkedOrphaned(JsonNode config) {
        return config.path(METADATA).has(ORPHANED_SINCE);
    }

    /** Whether any mark exists. */
    public static boolean isMarked(JsonNode config) {
        return MARKS.stream().anyMatch(config.path(METADATA)::has);
    }

    private static Optional<Instant> moment(JsonNode config, String mark) {
        try {
            return Optional.of(config.path(METADATA).path(mark).asText())
                    .filter(time -> !time.isEmpty())
                    .map(Instant::parse);
        } catch (DateTimeException editedByHand) {
            // It counts as absent and is rewritten.
            return Optional.empty();
        }
    }

    /** The configuration, marked as unwanted from this moment on. */
    public static JsonNode markedUnwanted(JsonNode config, Instant since) {
        return marked(config, UNWANTED_SINCE, since);
    }

    /** The configuration, marked as left on a service that its Pipeline no longer uses. */
    public static JsonNode markedMoved(JsonNode config, Instant since) {
        return marked(config, MOVED_SINCE, since);
    }

    /** The configuration, marked as left by a deleted Pipeline. */
    public static JsonNode markedOrphaned(JsonNode config, Instant since) {
        return marked(config, ORPHANED_SINCE, since);
    }

    /** The configuration without that mark. */
    public static JsonNode withoutOrphanMark(JsonNode config) {
        ObjectNode without = config.deepCopy();
        without.withObject("/" + METADATA).remove(ORPHANED_SINCE);
        return without;
    }

    /** One mark at a time: the grace period restarts when a deleted Pipeline is recreated without the vertex. */
    private static JsonNode marked(JsonNode config, String mark, Instant since) {
        ObjectNode marked = config.deepCopy();
        ObjectNode metadata = marked.withObject("/" + METADATA);
        metadata.remove(MARKS);
        metadata.put(mark, Instant.ofEpochSecond(since.getEpochSecond()).toString());
        return marked;
    }

    /** The configuration with this owner and without deletion marks, otherwise unchanged. */
    public JsonNode writtenInto(JsonNode config) {
        ObjectNode owned = config.deepCopy();
        ObjectNode metadata = owned.withObject("/" + METADATA);
        metadata.remove(MARKS);
        metadata.put(KIND, kind).put(NAMESPACE, namespace).put(NAME, name).put(UID, uid);
        return owned;
    }

    /** The same with the set of buffers that the stream belongs to: the others of the set show later that it was created before. */
    public JsonNode writtenInto(JsonNode config, String set) {
        JsonNode owned = writtenInto(config);
        if (!set.isEmpty()) {
            ((ObjectNode) owned.path(METADATA)).put(MADE_WITH, set);
        }
        return owned;
    }

    /** The set of buffers that the stream was created with; empty where its metadata has none. */
    public static String madeWith(JsonNode config) {
        return config.path(METADATA).path(MADE_WITH).asText();
    }

    /** An object reference for Events, when the object no longer exists. */
    public JsonNode reference() {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kinds.API_VERSION)
                .put("kind", kind);
        object.putObject(METADATA).put("namespace", namespace).put("name", name).put("uid", uid);
        return object;
    }

    /** Whether both have the same name, even if one was deleted and recreated. */
    public boolean hasNameOf(StreamOwner other) {
        return kind.equals(other.kind) && namespace.equals(other.namespace) && name.equals(other.name);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
