package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.Effect.HELD;
import static dev.numaflow.isbsvc.rendering.change.Effect.NONE;
import static dev.numaflow.isbsvc.rendering.change.Effect.RELOAD;
import static dev.numaflow.isbsvc.rendering.change.Effect.ROLL;
import static dev.numaflow.isbsvc.rendering.change.Effect.STEPS;

import dev.numaflow.isbsvc.rendering.status.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides which change of a running service is made and which is held: a line for each field, and no other place that knows
 * (invariant 4).
 */
public final class ChangePolicy {

    static final String ENCRYPTION = "spec.jetstream.encryption";

    private static final String NOT_YET =
            "Take the change back, or delete the service and create it anew when its data may go";

    private static final List<Line> LINES = List.of(
            new Line("version", ROLL),
            new Line("containerTemplate", ROLL),
            new Line("reloaderContainerTemplate", ROLL),
            new Line("metricsContainerTemplate", ROLL),
            new Line("startArgs", ROLL),
            new Line("metadata", ROLL),
            new Line("nodeSelector", ROLL),
            new Line("tolerations", ROLL),
            new Line("securityContext", ROLL),
            new Line("imagePullSecrets", ROLL),
            new Line("priorityClassName", ROLL),
            new Line("priority", ROLL),
            new Line("affinity", ROLL),
            new Line("serviceAccountName", ROLL),
            new Line("automountServiceAccountToken", ROLL),
            new Line("runtimeClassName", ROLL),
            new Line("dnsPolicy", ROLL),
            new Line("dnsConfig", ROLL),
            new Line("resourceClaims", ROLL),
            new Line("bufferConfig", NONE),
            new Line("settings.max_payload", RELOAD),
            new Line(
                    "settings.max_memory_store",
                    HELD,
                    new Held(
                            s -> s.settings().maxMemoryStore(),
                            r -> r.maxMemoryStore().orElse(null),
                            Effective::memoryStore,
                            "servers reject the whole reload when a store's limit changes",
                            NOT_YET)),
            new Line(
                    "settings.max_file_store",
                    HELD,
                    new Held(
                            s -> s.settings().maxFileStore(),
                            r -> r.maxFileStore().orElse(null),
                            Effective::fileStore,
                            "servers reject the whole reload when a store's limit changes",
                            NOT_YET)),
            new Line(
                    "replicas",
                    STEPS,
                    new Held(
                            s -> s.spec().replicasOrDefault(),
                            RunningService::replicas,
                            Effective::replicas,
                            "streams must move before nodes come or go, or they are lost or left without quorum",
                            NOT_YET)),
            new Line(
                    "persistence",
                    STEPS,
                    new Held(
                            s -> Volume.of(s.spec().persistence()),
                            r -> Volume.of(r.persistence()),
                            Effective::persistence,
                            "the claims of a StatefulSet cannot be changed in place",
                            NOT_YET)),
            new Line(
                    "encryption",
                    HELD,
                    new Held(
                            s -> s.spec().encrypted(),
                            RunningService::encrypted,
                            Effective::encryption,
                            "what is stored would become unreadable or be lost",
                            NOT_YET)),
            new Line(
                    "tls",
                    STEPS,
                    new Held(
                            s -> s.spec().tlsEnabled(),
                            RunningService::tls,
                            Effective::tls,
                            "servers and clients that disagree about TLS cannot connect",
                            NOT_YET)));

    private ChangePolicy() {}

    /** The effect of a change of each field, for those who show it. */
    public static List<Line> lines() {
        return LINES;
    }

    /** What is rendered for a service that runs already, and what is held meanwhile. */
    public static Decision decide(ValidService wanted, RunningService running) {
        ValidService effective = wanted;
        List<HeldChange> held = new ArrayList<>();
        for (Line line : LINES) {
            if (line.holds(wanted, running)) {
                effective = line.held().keep().apply(effective, running);
                held.add(held(line, wanted, running));
            }
        }
        return new Decision(effective, held, losesMessagesWithItsPod(running));
    }

    /** One node whose disk dies with the pod: there is no copy to come back from. */
    private static boolean losesMessagesWithItsPod(RunningService running) {
        return running.persistence() == null && running.replicas() == 1;
    }

    private static HeldChange held(Line line, ValidService wanted, RunningService running) {
        String runs = Objects.toString(line.held().running().apply(running));
        String asked = Objects.toString(line.held().wanted().apply(wanted));
        String id = Digest.sha256(String.join("|", wanted.owner().uid(), line.field(), runs, asked))
                .substring(0, 8);
        return new HeldChange(
                id,
                line.path(),
                runs,
                asked,
                line.effect(),
                line.held().reason(),
                line.held().wayOut());
    }

    /** The change of a pod template that is not rolled out, because the only copy of the messages would go with the pod. */
    public static HeldChange heldTemplate(ValidService wanted, String difference) {
        String id =
                Digest.sha256(wanted.owner().uid() + "|template|" + difference).substring(0, 8);
        return new HeldChange(
                id,
                "spec.jetstream (pod template)",
                "as it is",
                difference,
                STEPS,
                "replacing the only pod of a service without persistence loses all its messages",
                "Take the change back, or delete the service and create it anew with persistence");
    }
}
