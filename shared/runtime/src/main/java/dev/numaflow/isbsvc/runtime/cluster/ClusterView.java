package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The source of live objects: the API server, or what one scan has already read from it. Classes that only decide read from this, so
 * that the same rules apply to one object for a function and to all objects for `repair`.
 */
public interface ClusterView {
    /** The live object, or nothing. */
    Optional<JsonNode> get(ObjectRef ref);

    /** All objects of a kind in all namespaces that are served. */
    List<JsonNode> list(ObjectKind kind);

    /** All objects of a kind in one namespace. */
    List<JsonNode> list(ObjectKind kind, String namespace);

    /** The objects of a kind in one namespace that match the label selector. */
    List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector);

    /** The Events about an object. No snapshot holds them: they are read when an object is in trouble. */
    List<JsonNode> eventsAbout(ObjectRef object);

    /** Those of one reason alone: an object may have many others. */
    List<JsonNode> eventsAbout(ObjectRef object, String reason);

    /**
     * Asks the API server and its admission webhooks whether this object would be accepted in place of the one that was read; nothing is
     * stored. What only has a listing counts it as accepted.
     */
    default WriteResult tryReplace(JsonNode object) {
        return new WriteResult.Done(object);
    }

    /**
     * The words by which the API server would refuse it; empty where it would accept it, or it is not the newest, or whoever asks may not
     * write such objects, as somebody who only plans a change.
     */
    default Optional<String> refusal(JsonNode object) {
        return tryReplace(object) instanceof WriteResult.Rejected rejected
                ? Optional.of(rejected.message()).filter(words -> !words.contains("cannot update resource"))
                : Optional.empty();
    }

    /** All objects of a kind in one namespace; none where an older Numaflow does not define the kind. */
    List<JsonNode> listIfDefined(ObjectKind kind, String namespace);

    /** The same in all namespaces. */
    List<JsonNode> listIfDefined(ObjectKind kind);
}
