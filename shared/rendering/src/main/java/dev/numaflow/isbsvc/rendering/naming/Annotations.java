package dev.numaflow.isbsvc.rendering.naming;

/** Annotation keys: Numaflow's, and ours under a domain of our own. */
public final class Annotations {

    /** Which controller instance an object belongs to; absent and empty mean the same. */
    public static final String INSTANCE = "numaflow.numaproj.io/instance";

    /** The domain of every annotation of ours. */
    public static final String DOMAIN = "isbsvc.numaflow.numaproj.io/";

    /** On a child: the generation of the service from which it was rendered. */
    public static final String GENERATION = DOMAIN + "generation";

    /** On a child: the version of the renderer that made it. */
    public static final String RENDERER = DOMAIN + "renderer";

    /** On a child: a digest of what was rendered, so that a field which is rendered no longer is removed. */
    public static final String RENDERED = DOMAIN + "rendered";

    /** On the StatefulSet: whether the servers encrypt what they store, {@code true} or {@code false}. */
    public static final String ENCRYPTION = DOMAIN + "encryption";

    private Annotations() {}
}
