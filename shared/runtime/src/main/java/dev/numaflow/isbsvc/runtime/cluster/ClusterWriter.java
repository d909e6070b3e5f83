package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What reconcilers read from and write to: the API server, or a dry run that records what would be written. Expected failures are
 * values; only transient ones throw.
 */
public interface ClusterWriter extends ClusterView {

    WriteResult create(JsonNode object);

    /** Creates a new object as a dry run: the API server and its admission webhooks validate it, and nothing is stored. */
    WriteResult tryCreate(JsonNode object);

    /** The same for an object that replaces the one that was read. */
    @Override
    WriteResult tryReplace(JsonNode object);

    /** Replaces the whole object, only if it is unchanged since it was read: it must carry its resourceVersion. */
    WriteResult replace(JsonNode object);

    /** Replaces the status alone, only if the object is unchanged since it was read. */
    WriteResult replaceStatus(JsonNode object);

    /** Deletes exactly the object that was read: same uid, and unchanged since. */
    WriteResult delete(JsonNode live);

    /** The same, and leaves what it owns: the garbage collector takes this owner from its dependents before it is gone. */
    WriteResult deleteAlone(JsonNode live);
}
