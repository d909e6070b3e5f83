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

    /**
     * On the key Secret, and repeated on the StatefulSet and on retained claims: whether what is stored is encrypted, {@code true} or
     * {@code false}.
     */
    public static final String ENCRYPTION = DOMAIN + "encryption";

    /** On the key Secret: since when servers may have started with a key although the data is recorded as plain; {@code unused} by a user. */
    public static final String ADDED_KEY = DOMAIN + "added-key";

    /** On the ConfigMap: since when servers have to load what it says, and digests of that and of what it said before. */
    public static final String CONFIG_CHANGED = DOMAIN + "config-changed";

    /** On the ConfigMap and the StatefulSet: the spec, and what of the controller's configuration, they were rendered from. */
    public static final String RENDERED_FROM = DOMAIN + "rendered-from";
    /** On the server Secret: when the first of its certificates ends, as RFC 3339. */
    public static final String CERTIFICATES_EXPIRE = DOMAIN + "certificates-expire";

    /** On a service, set by its user: with each new value, everything about the service is looked at again. */
    public static final String REPLAY = DOMAIN + "replay";

    /** On the Lease of repair: how many events could not be delivered, by function and code. */
    public static final String DEAD_LETTERS = DOMAIN + "dead-letters";

    /** On a service: {@code true} keeps its claims, key and client Secret when it is deleted. */
    public static final String RETAIN = DOMAIN + "retain";

    /** On what was kept of a deleted service: its name. A service created again under that name takes it over. */
    public static final String RETAINED_FOR = DOMAIN + "retained-for";

    /** On retained claims: how many nodes share the data. */
    public static final String NODES = DOMAIN + "nodes";

    /** On the resource definition of the services: {@code true} lets it, and so every service, be deleted. */
    public static final String ALLOW_DELETION = DOMAIN + "allow-deletion";

    /** On the StatefulSet: the name of the version whose images the pods run. */
    public static final String VERSION = DOMAIN + "version";

    /** On the pod template: a digest of the settings that servers take at their start alone. */
    public static final String START_SETTINGS = DOMAIN + "start-settings";

    /** On a service, by the user: the ids of held changes that may be carried out, with commas. */
    public static final String APPROVE = DOMAIN + "approve";

    /** On the StatefulSet: the ids of approved changes that were carried out. */
    public static final String APPROVED = DOMAIN + "approved";

    /** On a service, by the user: {@code true} stops all writes but those of the status. */
    public static final String PAUSED = DOMAIN + "paused";

    /** On a child: what somebody puts back each time after we have written it. */
    public static final String NOT_KEPT = DOMAIN + "not-kept";

    private Annotations() {}
}
