package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of objects that the functions read or write, and their paths on the API server. */
public enum ObjectKind {
    ISB_SERVICE(Kinds.SERVICE, Kinds.API_VERSION, Kinds.SERVICES),
    PIPELINE(Kinds.PIPELINE, Kinds.API_VERSION, Kinds.PIPELINES),
    SERVING_PIPELINE(Kinds.SERVING_PIPELINE, Kinds.API_VERSION, Kinds.SERVING_PIPELINES),
    STATEFUL_SET("StatefulSet", "apps/v1", "statefulsets"),
    SERVICE("Service", "v1", "services"),
    CONFIG_MAP("ConfigMap", "v1", "configmaps"),
    SECRET("Secret", "v1", "secrets"),
    POD_DISRUPTION_BUDGET("PodDisruptionBudget", "policy/v1", "poddisruptionbudgets"),
    POD("Pod", "v1", "pods"),
    PERSISTENT_VOLUME_CLAIM("PersistentVolumeClaim", "v1", "persistentvolumeclaims"),
    EVENT("Event", "v1", "events"),
    LEASE("Lease", "coordination.k8s.io/v1", "leases"),
    PING_SOURCE("PingSource", "sources.knative.dev/v1", "pingsources"),
    BROKER("Broker", "eventing.knative.dev/v1", "brokers"),
    /** In no namespace, as the next two: a reference to one consists of its name. */
    NAMESPACE("Namespace", "v1", "namespaces"),
    PERSISTENT_VOLUME("PersistentVolume", "v1", "persistentvolumes"),
    /** A machine of the cluster; what is called a node elsewhere is one of a service. */
    NODE("Node", "v1", "nodes");

    private final String kind;
    private final String apiVersion;
    private final String plural;

    ObjectKind(String kind, String apiVersion, String plural) {
        this.kind = kind;
        this.apiVersion = apiVersion;
        this.plural = plural;
    }

    public String kind() {
        return kind;
    }

    public String apiVersion() {
        return apiVersion;
    }

    public String plural() {
        return plural;
    }

    /** The core group has another path than all others. */
    private String api() {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }

    /** Whether its objects are in a namespace. */
    boolean isNamespaced() {
        return this != NAMESPACE && this != PERSISTENT_VOLUME && this != NODE;
    }

    /** The path of all objects of this kind. */
    String collection() {
        return api() + "/" + plural;
    }

    /** The path of all objects in one namespace. */
    String collection(String namespace) {
        return !isNamespaced() ? collection() : api() + "/namespaces/" + ApiPath.segment(namespace) + "/" + plural;
    }

    public static Optional<ObjectKind> ofKind(String kind) {
        return Arrays.stream(values()).filter(k -> k.kind.equals(kind)).findFirst();
    }

    public static Optional<ObjectKind> ofPlural(String apiVersion, String plural) {
        return Arrays.stream(values())
                .filter(k -> k.apiVersion.equals(apiVersion) && k.plural.equals(plural))
                .findFirst();
    }
}
