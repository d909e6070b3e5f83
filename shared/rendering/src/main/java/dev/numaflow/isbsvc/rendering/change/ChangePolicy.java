package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Effect.HELD;
import static dev.numaflow.isbsvc.rendering.change.Effect.NONE;
import static dev.numaflow.isbsvc.rendering.change.Effect.RELOAD;
import static dev.numaflow.isbsvc.rendering.change.Effect.ROLL;
import static dev.numaflow.isbsvc.rendering.change.Effect.STEPS;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.held;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.made;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.template;
import static dev.numaflow.isbsvc.rendering.change.HoldRule.ALWAYS;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Defines the effect of a change of each field on a running service: one rule for each field of the spec and of the controller's
 * configuration, defined only here (invariant 4). The check before all pods lose their disks is in {@link ServiceChange}, because
 * it does not depend on the field.
 */
public final class ChangePolicy {

    static final String SPEC = "spec.jetstream.";
    static final String ENCRYPTION = SPEC + "encryption";

    private static final String NOT_YET =
            "Take the change back, or delete the service and create it anew when its data may go";
    private static final String NEW_SERVICE =
            "Take the change back, or create a second service as you want it and move the pipelines there";
    private static final String MAIN = "spec.containers[0]";
    private static final String[] IMAGES = {
        MAIN + ".image", MAIN + ".command", MAIN + ".lifecycle", "spec.containers[1].image", "spec.containers[2].image"
    };

    private static final FieldAccess VERSION = FieldAccess.known(
            r -> r.version().filter(v -> !v.natsImage().isEmpty()).map(NatsImage::new),
            s -> new NatsImage(s.version()));
    private static final FieldAccess VOLUME = new FieldAccess(
            r -> Volume.of(r.persistence()), s -> Volume.of(s.spec().persistence()));
    private static final FieldAccess NODES =
            new FieldAccess(RunningService::replicas, s -> s.spec().replicasOrDefault());
    private static final FieldAccess ENCRYPTED =
            new FieldAccess(RunningService::encrypted, s -> s.spec().encrypted());
    private static final FieldAccess TLS =
            new FieldAccess(RunningService::tls, s -> s.spec().tlsEnabled());
    private static final FieldAccess MAX_PAYLOAD =
            FieldAccess.known(RunningService::maxPayload, s -> s.settings().maxPayload());
    private static final FieldAccess MAX_PENDING = FieldAccess.known(
            r -> r.maxPayload().map(PayloadAtStart::new),
            s -> new PayloadAtStart(s.settings().maxPayload()));
    private static final FieldAccess MAX_MEMORY =
            FieldAccess.known(RunningService::maxMemoryStore, s -> s.settings().maxMemoryStore());
    private static final FieldAccess MAX_FILE =
            FieldAccess.known(RunningService::maxFileStore, s -> s.settings().maxFileStore());

    private static final FieldAccess SYNC =
            FieldAccess.known(RunningService::syncInterval, s -> s.settings().syncInterval());

    private static final HoldRule DOWNGRADE = new HoldRule(
            NatsImage::isDowngrade,
            Effective::version,
            "an older server may not read what a newer one has stored",
            "Take the change back",
            true);
    private static final HoldRule MOVES_STREAMS = new HoldRule(
            ALWAYS,
            Effective::replicas,
            "streams must move before nodes come or go, or they are lost or left without quorum",
            NOT_YET,
            false);
    private static final HoldRule GROWS = new HoldRule(
            Volume::grows,
            Effective::persistence,
            "the claims of a StatefulSet cannot be changed in place",
            "Take the change back, and grow the claims of the pods themselves where the storage class allows it",
            false);
    private static final HoldRule OTHER_VOLUME = new HoldRule(
            ALWAYS,
            Effective::persistence,
            "the claims of a StatefulSet cannot be changed in place, and what they hold does not move by itself",
            NEW_SERVICE,
            false);
    private static final HoldRule ENCRYPTS = new HoldRule(
            ALWAYS, Effective::encryption, "what is stored would become unreadable or be lost", NOT_YET, false);
    private static final HoldRule TALKS_TLS = new HoldRule(
            ALWAYS, Effective::tls, "servers and clients that disagree about TLS cannot connect", NOT_YET, false);

    private static final List<FieldRule> LINES = List.of(
            held(SPEC + "version", HELD, VERSION, DOWNGRADE),
            template(SPEC + "version", IMAGES),
            template(SPEC + "containerTemplate", MAIN),
            template(SPEC + "reloaderContainerTemplate", "spec.containers[1]"),
            template(SPEC + "metricsContainerTemplate", "spec.containers[2]"),
            template(SPEC + "startArgs", MAIN + ".args"),
            template(SPEC + "metadata", "metadata"),
            template(SPEC + "nodeSelector", "spec.nodeSelector"),
            template(SPEC + "tolerations", "spec.tolerations"),
            template(SPEC + "securityContext", "spec.securityContext"),
            template(SPEC + "imagePullSecrets", "spec.imagePullSecrets"),
            template(SPEC + "priorityClassName", "spec.priorityClassName"),
            template(SPEC + "priority", "spec.priority"),
            template(SPEC + "affinity", "spec.affinity", "spec.topologySpreadConstraints"),
            template(SPEC + "serviceAccountName", "spec.serviceAccountName"),
            template(SPEC + "automountServiceAccountToken", "spec.automountServiceAccountToken"),
            template(SPEC + "runtimeClassName", "spec.runtimeClassName"),
            template(SPEC + "dnsPolicy", "spec.dnsPolicy"),
            template(SPEC + "dnsConfig", "spec.dnsConfig"),
            template(SPEC + "resourceClaims", "spec.resourceClaims"),
            made(SPEC + "bufferConfig", NONE, null),
            made(SPEC + "settings.max_payload", ROLL, MAX_PENDING),
            made(SPEC + "settings.max_payload", RELOAD, MAX_PAYLOAD),
            made(SPEC + "settings.max_memory_store", ROLL, MAX_MEMORY),
            made(SPEC + "settings.max_file_store", ROLL, MAX_FILE),
            made(SPEC + "settings.sync_interval", ROLL, SYNC),
            held(SPEC + "replicas", STEPS, NODES, MOVES_STREAMS),
            held(SPEC + "persistence", STEPS, VOLUME, GROWS),
            held(SPEC + "persistence", HELD, VOLUME, OTHER_VOLUME),
            held(ENCRYPTION, HELD, ENCRYPTED, ENCRYPTS),
            held(SPEC + "tls", STEPS, TLS, TALKS_TLS),
            made(ControllerConfig.path("instance"), NONE, null),
            made(ControllerConfig.path("defaults.containerResources"), ROLL, null),
            made(ControllerConfig.path("isbsvc.jetstream.settings"), ROLL, null),
            made(ControllerConfig.path("isbsvc.jetstream.bufferConfig"), NONE, null),
            made(ControllerConfig.path("isbsvc.jetstream.versions"), ROLL, null));

    private ChangePolicy() {}

    /** The rules of all fields, for display. */
    public static List<FieldRule> lines() {
        return LINES;
    }

    /** The first rule that holds the difference of a field, if any. */
    static Optional<FieldRule> firstHeld(String path, ChangeDecision judged) {
        return LINES.stream()
                .filter(line -> line.path().equals(path))
                .filter(line -> line.holds(judged.wanted(), judged.running()))
                .findFirst();
    }

    /** The running value of a field, where that can be read. */
    static Optional<String> running(String path, RunningService running) {
        return LINES.stream()
                .filter(line -> line.path().equals(path) && line.values() != null)
                .map(line -> line.values().running().apply(running))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .findFirst();
    }

    /** Whether the same version now maps to other images: then the controller's configuration has changed. */
    static boolean changesImages(JetStreamVersion running, JetStreamVersion wanted) {
        return running.version().equals(wanted.version()) && !running.equals(wanted);
    }
}
