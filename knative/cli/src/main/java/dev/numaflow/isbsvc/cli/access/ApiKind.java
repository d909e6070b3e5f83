package dev.numaflow.isbsvc.cli.access;

import dev.numaflow.isbsvc.runtime.cluster.ApiPath;
import java.util.Locale;

/**
 * A collection of objects and its path.
 *
 * @param namespace null for all namespaces, and for kinds that have none
 */
public record ApiKind(String apiVersion, String kind, String namespace) {

    /** Where the API server keeps them; plurals are regular in every kind that we look at. */
    public String path() {
        String group = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        return group + (namespace == null ? "" : "/namespaces/" + ApiPath.segment(namespace)) + "/" + plural();
    }

    /** Where it keeps the one of this name. */
    public String path(String name) {
        return path() + "/" + ApiPath.segment(name);
    }

    /** Its name in lower case and plural. */
    public String plural() {
        String one = kind.toLowerCase(Locale.ROOT);
        return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
    }
}
