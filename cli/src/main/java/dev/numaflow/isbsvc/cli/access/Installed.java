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
}
