package dev.numaflow.isbsvc.rendering.naming;

/** The ports of a node, as Numaflow assigns them. */
public final class Ports {

    public static final int CLIENT = 4222;
    public static final int CLUSTER = 6222;
    public static final int METRICS = 7777;
    public static final int MONITOR = 8222;

    private Ports() {}
}
