package dev.numaflow.isbsvc.rendering.model;

/** The limits for one service. A refusal states the limit, {@code docs/limits.md} its reason. */
public final class Bounds {

    /** Bytes of a whole spec, as JSON. */
    public static final int SPEC_BYTES = 256 * 1024;

    /** The nesting depth of a spec. */
    public static final int DEPTH = 32;

    /** Bytes of one text. */
    public static final int TEXT_BYTES = 32 * 1024;

    /** Bytes of {@code settings} and of {@code bufferConfig}, in a spec and in the controller's configuration. */
    public static final int YAML_BYTES = 16 * 1024;

    /** Elements of one list or map. */
    public static final int ELEMENTS = 1_000;

    /** The number of violations that a refusal reports. */
    public static final int VIOLATIONS = 100;

    /** Nodes of a service. */
    public static final int NODES = 25;

    /** The maximum of a probe's seconds and thresholds. */
    public static final int PROBE = 86_400;

    /** The lowest and the highest priority in Kubernetes, including those of its own classes. */
    public static final int LOWEST_PRIORITY = Integer.MIN_VALUE;

    public static final int HIGHEST_PRIORITY = 2_000_001_000;

    private Bounds() {}

    /** Whether a service can have so many nodes; a live object with another number was edited and is ignored. */
    public static boolean isNodes(int count) {
        return count >= 1 && count <= NODES;
    }
}
