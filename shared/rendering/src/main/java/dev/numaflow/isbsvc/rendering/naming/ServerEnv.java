package dev.numaflow.isbsvc.rendering.naming;

import java.util.Set;

/** The environment variables of a server that are ours: its configuration reads them, or its memory depends on them. */
public final class ServerEnv {

    public static final String POD_NAME = "POD_NAME";
    public static final String POD_NAMESPACE = "POD_NAMESPACE";
    public static final String SERVER_NAME = "SERVER_NAME";
    public static final String CLUSTER_ADVERTISE = "CLUSTER_ADVERTISE";

    /** The key with which stored messages are encrypted: another one makes them unreadable. */
    public static final String JS_KEY = "JS_KEY";

    /** What the runtime may take: servers also derive from it how much JetStream keeps in memory. */
    public static final String GOMEMLIMIT = "GOMEMLIMIT";

    /** All of them; nobody else sets one. */
    public static final Set<String> OURS =
            Set.of(POD_NAME, POD_NAMESPACE, SERVER_NAME, CLUSTER_ADVERTISE, JS_KEY, GOMEMLIMIT);

    private ServerEnv() {}
}
