package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Effect.HELD;
import static dev.numaflow.isbsvc.rendering.change.Effect.NONE;
import static dev.numaflow.isbsvc.rendering.change.Effect.RELOAD;
import static dev.numaflow.isbsvc.rendering.change.Effect.ROLL;
import static dev.numaflow.isbsvc.rendering.change.Effect.STEPS;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.applying;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.holding;
import static dev.numaflow.isbsvc.rendering.change.FieldRule.template;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defines the effect of a change of each field on a running service: one rule for each field of the spec and of the controller's
 * configuration, defined only here (invariant 4). The check before all pods lose their disks is in {@link ChangeDecider}, because
 * it does not depend on the field.
 */
public final class ChangePolicy {

    static final String SPEC = "spec.jetstream.";
    static final String ENCRYPTION = SPEC + "encryption";
    static final String REPLICAS = SPEC + "replicas";
    static final String TLS = SPEC + "tls";
    static final String PERSISTENCE = SPEC + "persistence";

    private static final String NOT_YET =
            "Take the change back, or delete the service and create it anew when its data may go";
    private static final String NEW_SERVICE =
            "Take the change back, or create a second service as you want it and move the pipelines there";
    private static final String MAIN = "spec.containers[0]";
    private static final String[] IMAGES = {
        MAIN + ".image", MAIN + ".command", MAIN + ".lifecycle", "spec.containers[1].image", "spec.containers[2].image"
    };

    private static final HoldRule<NatsImage> DOWNGRADE = new HoldRule<>(
            NatsImage::isDowngrade,
            KeepRunning::version,
            "an older server may not read what a newer one has stored",
            "Take the change back",
            true);
    private static final HoldRule<Volume> GROWS = new HoldRule<>(
            Volume::grows,
            KeepRunning::persistence,
            "the claims cannot grow",
            "Take the change back, or see to it that they can: then it goes on by itself",
            false);
    private static final HoldRule<Volume> OTHER_VOLUME = HoldRule.always(
            KeepRunning::persistence,
            "the claims of a StatefulSet cannot be changed in place, and what they hold does not move by itself",
            NEW_SERVICE);
    /** What can be carried out in steps, {@link ReplicasChange} takes up again. */
    private static final HoldRule<Integer> MOVES_STREAMS = HoldRule.always(
            KeepRunning::replicas,
            "streams must move before nodes come or go, or they are lost or left without quorum",
            NOT_YET);

    private static final HoldRule<Boolean> ENCRYPTS = HoldRule.always(
            KeepRunning::encryption,
            "what is stored would become unreadable or be lost",
            NOT_YET
                    + ". With three nodes or more, where every stream and durable consumer has three copies, it can be approved,"
                    + " is carried out node by node, and keeps everything");
    /** {@link TlsChange} takes it up again. */
    private static final HoldRule<TlsMode> TALKS_TLS = HoldRule.always(
            KeepRunning::tls,
            "servers and clients that disagree about TLS cannot connect",
            "It is carried out in steps once the servers run");

    private static final List<FieldRule<?>> RULES = List.of(
            holding(
                    SPEC + "version",
                    HELD,
                    r -> r.version().filter(v -> !v.natsImage().isEmpty()).map(NatsImage::new),
                    s -> new NatsImage(s.version()),
                    DOWNGRADE),
            template(SPEC + "version", ROLL, IMAGES),
            template(SPEC + "containerTemplate", ROLL, MAIN),
            template(SPEC + "reloaderContainerTemplate", ROLL, "spec.containers[1]"),
            template(SPEC + "metricsContainerTemplate", ROLL, "spec.containers[2]"),
            template(SPEC + "startArgs", ROLL, MAIN + ".args"),
            template(SPEC + "metadata", ROLL, "metadata"),
            pod("nodeSelector"),
            pod("tolerations"),
            pod("securityContext"),
            pod("imagePullSecrets"),
            pod("priorityClassName"),
            pod("priority"),
            template(SPEC + "affinity", ROLL, "spec.affinity", "spec.topologySpreadConstraints"),
            pod("serviceAccountName"),
            pod("automountServiceAccountToken"),
            pod("runtimeClassName"),
            pod("dnsPolicy"),
            pod("dnsConfig"),
            pod("resourceClaims"),
            template(SPEC + "bufferConfig", NONE),
            applying(
                    SPEC + "settings.max_payload",
                    ROLL,
                    r -> r.limits().maxPayload().map(PayloadAtStart::new),
                    s -> new PayloadAtStart(s.settings().maxPayload())),
            applying(SPEC + "settings.max_payload", RELOAD, r -> r.limits().maxPayload(), s -> s.settings()
                    .maxPayload()),
            applying(SPEC + "settings.max_memory_store", ROLL, r -> r.limits().maxMemoryStore(), s -> s.settings()
                    .maxMemoryStore()),
            applying(SPEC + "settings.max_file_store", ROLL, r -> r.limits().maxFileStore(), s -> s.settings()
                    .maxFileStore()),
            applying(SPEC + "settings.sync_interval", ROLL, r -> r.limits().syncInterval(), s -> s.settings()
                    .syncInterval()),
            holding(
                    REPLICAS,
                    STEPS,
                    r -> Optional.of(r.replicas()),
                    s -> s.spec().replicasOrDefault(),
                    MOVES_STREAMS),
            volume(STEPS, GROWS),
            volume(HELD, OTHER_VOLUME),
            holding(
                    ENCRYPTION,
                    HELD,
                    r -> Optional.of(r.encrypted()),
                    s -> s.spec().encrypted(),
                    ENCRYPTS),
            holding(TLS, STEPS, r -> Optional.of(r.tls()), ValidService::tls, TALKS_TLS),
            template(ControllerConfig.path("instance"), NONE),
            template(ControllerConfig.path("defaults.containerResources"), ROLL),
            template(ControllerConfig.path("isbsvc.jetstream.settings"), ROLL),
            template(ControllerConfig.path("isbsvc.jetstream.bufferConfig"), NONE),
            template(ControllerConfig.path("isbsvc.jetstream.versions"), ROLL));

    private ChangePolicy() {}

    /** The rules of all fields, for display. */
    public static List<FieldRule<?>> rules() {
        return RULES;
    }

    /** A field that the pods have under the same name. */
    private static FieldRule<?> pod(String field) {
        return template(SPEC + field, ROLL, "spec." + field);
    }

    private static FieldRule<Volume> volume(Effect effect, HoldRule<Volume> hold) {
        return holding(
                PERSISTENCE,
                effect,
                r -> Optional.of(Volume.of(r.persistence())),
                s -> Volume.of(Optional.ofNullable(s.spec().persistence())),
                hold);
    }

    /** For each field whose difference is held, what the first rule that holds it decides. */
    static Collection<HeldField> held(ValidService desired, ObservedService observed, Approvals approvals) {
        Map<String, HeldField> held = new LinkedHashMap<>();
        RULES.stream()
                .flatMap(rule -> rule.held(desired, observed, approvals).stream())
                .forEach(field -> held.putIfAbsent(field.change().field(), field));
        return held.values();
    }

    /** The running value of a field, where that can be read. */
    static Optional<String> running(String path, ObservedService running) {
        return RULES.stream()
                .filter(rule -> rule.path().equals(path))
                .flatMap(rule -> rule.running().apply(running).stream())
                .map(Object::toString)
                .findFirst();
    }

    /** The field that decides a place below {@code spec.template}: of those with such a place, the one that names it most precisely. */
    static Optional<String> fieldOf(String place) {
        return RULES.stream()
                .flatMap(rule -> rule.places().stream()
                        .filter(prefix -> isWithin(place, prefix))
                        .map(prefix -> Map.entry(prefix.length(), rule.path())))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }

    /** Whether the place equals the other or lies below it; a common name prefix is not enough. */
    private static boolean isWithin(String place, String other) {
        return place.equals(other) || (place.startsWith(other) && ".[".indexOf(place.charAt(other.length())) >= 0);
    }

    /**
     * Whether the same version now maps to other images: then the controller's configuration has changed. Pods that Numaflow's controller
     * made do not tell their version, and may all be due for that reason.
     */
    static boolean changesImages(JetStreamVersion running, JetStreamVersion desired) {
        return running.version().isEmpty()
                ? !running.named(desired.version()).equals(desired)
                : running.version().equals(desired.version()) && !running.equals(desired);
    }
}
