package dev.numaflow.isbsvc.rendering.naming;

/** The names of the containers of a pod, as in Numaflow. */
public final class Containers {

    /** In which nats-server runs. */
    public static final String MAIN = "main";

    public static final String RELOADER = "reloader";
    public static final String METRICS = "metrics";

    private Containers() {}
}
