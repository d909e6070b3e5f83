package dev.numaflow.isbsvc.cli.access;

import dev.numaflow.isbsvc.runtime.cluster.ApiPath;
import java.util.Locale;

/**
 * A collection of objects and its path.
 *
 * @param namespace null for all namespaces, and for kinds that have none
 */
public record ApiKind(String apiVersion, String kind, String namespace) {

    /** The path of the collection; the plurals of all kinds used here are regular. */
    public String path() {
        String group = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        return group + (namespace == null ? "" : "/namespaces/" + ApiPath.segment(namespace)) + "/" + plural();
    }

    /** The path of the object with this name. */
    public String path(String name) {
        return path() + "/" + ApiPath.segment(name);
    }

    /** Its name in lower case and plural. */
    public String plural() {
        String one = kind.toLowerCase(Locale.ROOT);
        return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
    }
}
