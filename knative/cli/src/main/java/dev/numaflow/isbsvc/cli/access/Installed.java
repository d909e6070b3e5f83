package dev.numaflow.isbsvc.cli.access;

/** What the system calls its own parts, as its manifests do. */
public final class Installed {

    /** The functions' own namespace. */
    public static final String NAMESPACE = "isbsvc-system";

    public static final String BROKER = "default";

    /** The Lease that repair renews with each look. */
    public static final String HEARTBEAT = "isbsvc-repair";

    public static final String EVENTING = "eventing.knative.dev/v1";
    public static final String SERVING = "serving.knative.dev/v1";
    public static final String SOURCES = "sources.knative.dev/v1";

    private Installed() {}
}
