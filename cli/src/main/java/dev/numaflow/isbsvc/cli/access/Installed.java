package dev.numaflow.isbsvc.cli.access;

/** The names of the system's own parts, as in its manifests. */
public final class Installed {

    /** The functions' own namespace, unless an overlay gives it another name. */
    public static final String NAMESPACE = "isbsvc-system";

    public static final String BROKER = "default";

    /** The Lease that repair renews at each tick. */
    public static final String HEARTBEAT = "isbsvc-repair";

    public static final String EVENTING = "eventing.knative.dev/v1";
    public static final String SERVING = "serving.knative.dev/v1";
    public static final String SOURCES = "sources.knative.dev/v1";

    private Installed() {}

    /** The namespace in which they are: that of the account to which the rights of `repair` are bound. */
    public static String namespace(Api api) {
        ApiKind bindings = new ApiKind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", null);
        String found = api.get(bindings.path(HEARTBEAT))
                .map(binding -> binding.at("/subjects/0/namespace").asText())
                .orElse("", why -> {});
        return found.isEmpty() ? NAMESPACE : found;
    }
}
