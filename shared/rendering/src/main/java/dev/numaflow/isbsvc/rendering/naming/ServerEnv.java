package dev.numaflow.isbsvc.rendering.naming;

import java.util.Set;

/** The reserved environment variables of a server: its configuration reads them, or its memory depends on them. */
public final class ServerEnv {

    public static final String POD_NAME = "POD_NAME";
    public static final String POD_NAMESPACE = "POD_NAMESPACE";
    public static final String SERVER_NAME = "SERVER_NAME";
    public static final String CLUSTER_ADVERTISE = "CLUSTER_ADVERTISE";

    /** The key that encrypts stored messages; another one makes them unreadable. */
    public static final String JS_KEY = "JS_KEY";

    /** The memory limit of the Go runtime; servers also derive JetStream's memory limit from it. */
    public static final String GOMEMLIMIT = "GOMEMLIMIT";

    /** All of them; users cannot set them. */
    public static final Set<String> OURS =
            Set.of(POD_NAME, POD_NAMESPACE, SERVER_NAME, CLUSTER_ADVERTISE, JS_KEY, GOMEMLIMIT);

    private ServerEnv() {}
}
