package dev.numaflow.isbsvc.rendering.naming;

/** Annotation keys: Numaflow's, and the operator's under its own domain. */
public final class Annotations {

    /** The controller instance that an object belongs to; absent and empty mean the same. */
    public static final String INSTANCE = "numaflow.numaproj.io/instance";

    /** The domain of every annotation of the operator. */
    public static final String DOMAIN = "isbsvc.numaflow.numaproj.io/";

    /** On a child: the generation of the service from which it was rendered. */
    public static final String GENERATION = DOMAIN + "generation";

    /** On a child: the version of the renderer that rendered it. */
    public static final String RENDERER = DOMAIN + "renderer";

    /** On a child: a digest of what was rendered, so that a field that is no longer rendered is removed. */
    public static final String RENDERED = DOMAIN + "rendered";

    /**
     * On the key Secret, and repeated on the StatefulSet and on retained claims: whether the stored data is encrypted, {@code true}
     * or {@code false}.
     */
    public static final String ENCRYPTION = DOMAIN + "encryption";

    /** On the StatefulSet and the claims: how often the encryption of the data was changed in steps; absent where it never was. */
    public static final String ENCRYPTION_SUFFIX = DOMAIN + "encryption-suffix";

    /** On the StatefulSet: whether the data of nodes that a change of encryption has not reached is encrypted; empty after it. */
    public static final String ENCRYPTION_BEFORE = DOMAIN + "encryption-before";

    /** On the StatefulSet: how many nodes there are after a change that begins with one node; empty after it. */
    public static final String NODES_AFTER = DOMAIN + "nodes-after";

    /** On the StatefulSet, beside that: how many were started on empty disks; empty as long as there is one, and after the change. */
    public static final String NODES_STARTED = DOMAIN + "nodes-started";

    /** On the StatefulSet: the approval by which a change of encryption gives up what is stored; empty after it. */
    public static final String ENCRYPTION_LOSS = DOMAIN + "encryption-loss";

    /** On the StatefulSet: the approval by which a change of encryption copies what is stored aside first; empty after it. */
    public static final String ENCRYPTION_COPY = DOMAIN + "encryption-copy";

    /** On the claim of a copy: the uid of the claim whose data it holds. As long as that one stays, the copy is needed by nobody. */
    public static final String COPIED_FROM = DOMAIN + "copied-from";

    /** On the claim of a copy: the uid of the service whose data it holds. Another one of the same name does not take it for its own. */
    public static final String COPIED_FOR = DOMAIN + "copied-for";

    /** On the claim of a complete copy: which streams, consumers and last messages it lists. */
    public static final String COPIED_STREAMS = DOMAIN + "copied-streams";

    /** On the claim and the pods of a copy: the uid of the pod that was given streams last; until that has gone, they may not be on the disk. */
    public static final String COPIED_TO = DOMAIN + "copied-to";

    /** On the claim of a copy: the image of the server that wrote it. No other one is started on it. */
    public static final String COPIED_WITH = DOMAIN + "copied-with";

    /**
     * On the claim of a copy: the uid of the pod of the service to which streams were restored last. On the pods of the service, for good: the
     * same, so that it was replaced after that.
     */
    public static final String RESTORED_THROUGH = DOMAIN + "restored-through";

    /** On the claim of a copy: the uid of the claim to which everything of it was restored, and compared. */
    public static final String RESTORED_TO = DOMAIN + "restored-to";

    /** On the StatefulSet: the uid of the claim with the complete copy; empty once everything is restored. */
    public static final String ENCRYPTION_COPIED = DOMAIN + "encryption-copied";

    /** On the StatefulSet, beside that: the uid of the claim that was copied. */
    public static final String ENCRYPTION_COPIED_FROM = DOMAIN + "encryption-copied-from";

    /** On the StatefulSet: `true` from before the first stream is closed until each takes messages again; else empty or absent. */
    public static final String STREAMS_CLOSED = DOMAIN + "streams-closed";

    /** On the claim of a node: how often a change of encryption left it its disk. Whoever has decided before that the disk goes conflicts. */
    public static final String DISK_KEPT = DOMAIN + "disk-kept";

    /** On a service, by the user: each new value has its encryption key replaced in guarded steps. */
    public static final String ROTATE_KEY = DOMAIN + "rotate-key";

    /** On the StatefulSet: a digest of the value of {@link #ROTATE_KEY} that was carried out. */
    public static final String ROTATED_KEY = DOMAIN + "rotated-key";

    /**
     * On the key Secret: since when servers may have started with a key although the data is recorded as plain; a user sets {@code
     * unused}.
     */
    public static final String ADDED_KEY = DOMAIN + "added-key";

    /** On the ConfigMap: the time of the last change that servers have to load, its digest and those of earlier configurations. */
    public static final String CONFIG_CHANGED = DOMAIN + "config-changed";

    /** On the ConfigMap and the StatefulSet: the spec, and the parts of the controller's configuration, that they were rendered from. */
    public static final String RENDERED_FROM = DOMAIN + "rendered-from";

    /** On the ConfigMap: the StatefulSet that takes the place of the one that is deleted while its pods stay. */
    public static final String STATEFUL_SET = DOMAIN + "statefulset";

    /** On the server Secret: the earliest expiry of its certificates but a copy of the user's Secret, as RFC 3339. */
    public static final String CERTIFICATES_EXPIRE = DOMAIN + "certificates-expire";

    /** On the server Secret: when the copy of the user's Secret ends, as RFC 3339. */
    public static final String TLS_SECRET_EXPIRES = DOMAIN + "tls-secret-expires";

    /** On the server Secret: when the first of the certificates that are made here is to be renewed, as RFC 3339. */
    public static final String CERTIFICATES_RENEW = DOMAIN + "certificates-renew";

    /** On the server Secret: the last step of a change of certificates that was taken, and a digest of the certificates it was taken with. */
    public static final String CERTIFICATES_STEP = DOMAIN + "certificates-step";

    /** On a service, by the user: the Secret of type kubernetes.io/tls that clients see the certificate of. */
    public static final String TLS_SECRET = DOMAIN + "tls-secret";

    /** On the server Secret: the user's Secret that was looked at last, and its version. */
    public static final String TLS_SECRET_SEEN = DOMAIN + "tls-secret-seen";

    /** On the server Secret: a digest of the certificate that was copied from the user's Secret. */
    public static final String TLS_SECRET_TAKEN = DOMAIN + "tls-secret-taken";

    /** On a Secret: when its data was put right, the last two times, as RFC 3339. */
    public static final String REPAIRED = DOMAIN + "repaired";

    /** On a service, by the user: each new value requests a full reconcile. */
    public static final String REPLAY = DOMAIN + "replay";

    /** On the Lease of repair: how many events could not be delivered, by function and code. */
    public static final String DEAD_LETTERS = DOMAIN + "dead-letters";

    /** On a service, by the user: each new value requests other credentials for clients. */
    public static final String ROTATE_CREDENTIALS = DOMAIN + "rotate-credentials";

    /** On the server Secret: a digest of the request whose rotation is under way. */
    public static final String ROTATING_CREDENTIALS = DOMAIN + "rotating-credentials";

    /** On the server Secret: a digest of the request that was carried out last. On the key Secret: its credentials are those of before. */
    public static final String ROTATED_CREDENTIALS = DOMAIN + "rotated-credentials";

    /** On a service: {@code true} keeps its claims, key and client Secret when it is deleted. */
    public static final String RETAIN = DOMAIN + "retain";

    /** On retained objects of a deleted service: its name. A service recreated under that name adopts them. */
    public static final String RETAINED_FOR = DOMAIN + "retained-for";

    /** On retained claims: the number of nodes that share the data. */
    public static final String NODES = DOMAIN + "nodes";

    /** On the CRD of the services: {@code true} allows its deletion, and with it that of every service. */
    public static final String ALLOW_DELETION = DOMAIN + "allow-deletion";

    /**
     * On the ConfigMap and the StatefulSet of a service that Numaflow's controller made: a digest of the pod template that replaces
     * Numaflow's as soon as another one is desired; {@code undecided} while that is not known, empty once the pods were replaced.
     */
    public static final String ADOPTED = DOMAIN + "adopted";

    /** On the StatefulSet: the name of the version whose images the pods run. */
    public static final String VERSION = DOMAIN + "version";

    /** On the pod template: a digest of the settings that servers read only at their start. */
    public static final String START_SETTINGS = DOMAIN + "start-settings";

    /** On a service, by the user: the ids of held changes that may be applied, comma-separated. */
    public static final String APPROVE = DOMAIN + "approve";

    /** On a service, by the user: when new images of its version may replace pods, a cron expression and a duration. */
    public static final String MAINTENANCE_WINDOW = DOMAIN + "maintenance-window";

    /** On the StatefulSet: the ids of approved changes that were applied. */
    public static final String APPROVED = DOMAIN + "approved";

    /** On a service, by the user: how long after its loss was proved a node may be given another volume, if the others prove to have everything. */
    public static final String REPLACE_LOST_NODE_AFTER = DOMAIN + "replace-lost-node-after";

    /** On the claim of a lost node: the uid of the pod that waits, and when the loss of its machine or volume was first proved. */
    public static final String LOST_SINCE = DOMAIN + "lost-since";

    /** On the StatefulSet: when its controller was last asked for the claim that a pod waits for. */
    public static final String CLAIM_ASKED = DOMAIN + "claim-asked";

    /** On a claim, by the scheduler: the machine that its volume was made for. */
    public static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    /** On a service, by the user: {@code true} stops all writes except those of the status. */
    public static final String PAUSED = DOMAIN + "paused";

    /**
     * On a service, by the user: {@code true} leaves it to Numaflow's controller as soon as nothing is lost by that. Then the same on its
     * children, which says that they are not ours any more.
     */
    public static final String RELEASE = DOMAIN + "release";

    /**
     * On a service, by the user: {@code true} has its servers delete no stream that a client deletes by name, {@code false} has them do so.
     * Without it, the server Secret stays as it is.
     */
    public static final String GUARD_DELETION = DOMAIN + "guard-deletion";

    /** On the server Secret: for whom deletions by clients were let through, {@code user} or {@code release}; absent while they are not, or always were. */
    public static final String GUARD_REMOVED = DOMAIN + "guard-removed";

    /** On a child: the other managers whose content was replaced, and when each wrote it; the last writes of a few. */
    public static final String OTHER_WRITERS = DOMAIN + "other-writers";

    /** On a child: the field that is reverted after each write of the operator. */
    public static final String NOT_KEPT = DOMAIN + "not-kept";

    private Annotations() {}
}
