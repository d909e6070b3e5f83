package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Where live objects are read: the API server, or what one look has already read from it. Whoever only judges asks this, so that
 * the same rules judge one object for a function and all objects for repair.
 */
public interface ClusterView {
    /** The live object, or nothing. */
    Optional<JsonNode> get(ObjectRef ref);

    /** All objects of a kind in all namespaces. */
    List<JsonNode> list(ObjectKind kind);

    /** All objects of a kind in one namespace. */
    List<JsonNode> list(ObjectKind kind, String namespace);

    /** The objects of a kind in one namespace that the label selector chooses. */
    List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector);

    /** The Events about an object. No listing holds them: they are asked for when an object is in trouble. */
    List<JsonNode> eventsAbout(ObjectRef object);

    /** All objects of a kind in one namespace; none where an older Numaflow does not define the kind. */
    List<JsonNode> listIfDefined(ObjectKind kind, String namespace);

    /** The same in all namespaces. */
    List<JsonNode> listIfDefined(ObjectKind kind);
}
