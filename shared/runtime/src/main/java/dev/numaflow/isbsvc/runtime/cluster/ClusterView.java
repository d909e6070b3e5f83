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

    /** All objects of a kind in one namespace; none where an older Numaflow does not define the kind. */
    List<JsonNode> listIfDefined(ObjectKind kind, String namespace);

    /** The same in all namespaces. */
    List<JsonNode> listIfDefined(ObjectKind kind);
}
