package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import dev.numaflow.isbsvc.rendering.volumes.VolumeClaims;
import dev.numaflow.isbsvc.rendering.volumes.VolumeSize;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides what becomes of a request for larger volumes: they grow in steps where the claims and the API server allow it, and the request is
 * held otherwise. A store limit that only the larger volume has room for waits for it.
 */
public final class VolumeGrowth {

    private static final String MAX_FILE_STORE = ChangePolicy.SPEC + "settings.max_file_store";

    private VolumeGrowth() {}

    /** The size that is asked for, where nothing of the volumes differs but that it is larger than what new claims get. */
    public static Optional<VolumeSize> target(ValidService desired, JsonNode statefulSet) {
        Volume running = Volume.of(LiveClaim.persistence(ObservedService.claimTemplate(statefulSet)));
        return Optional.ofNullable(desired.spec().persistence())
                .filter(persistence -> Volume.grows(running, Volume.of(Optional.of(persistence))))
                .map(PersistenceSpec::volumeSizeOrDefault)
                .map(size -> VolumeSize.of(size.toString()));
    }

    /**
     * Why the volumes cannot grow; empty where they can.
     *
     * @param nodes that the spec asks for
     * @param refusal the words by which the API server refuses a claim that asks for more
     */
    public static Optional<String> obstacle(
            JsonNode statefulSet,
            List<JsonNode> claims,
            int nodes,
            VolumeSize target,
            Function<JsonNode, Optional<String>> refusal) {
        VolumeClaims volumes = VolumeClaims.of(statefulSet, claims);
        return ofOtherChanges(statefulSet, nodes)
                .or(() -> volumes.obstacle(target))
                .or(() -> StatefulSetRecord.obstacle(statefulSet, target))
                .or(() -> volumes.next(target).flatMap(refusal));
    }

    /** While the StatefulSet is created again, nothing but its record says how many nodes there are. */
    private static Optional<String> ofOtherChanges(JsonNode statefulSet, int nodes) {
        if (RunningEncryption.before(statefulSet).isPresent()) {
            return Optional.of("its encryption is being changed; it goes on by itself when that has ended");
        }
        return Running.replicas(statefulSet) == nodes
                ? Optional.empty()
                : Optional.of(
                        "spec.jetstream.replicas asks for another number of nodes than run: that goes first, or is taken back");
    }

    /**
     * The StatefulSet that takes the place of this one. Where it was rendered from what is asked for but for the size, its note of that says
     * so of the new size: nothing of the pods waits for a reconcile.
     */
    public static JsonNode recreated(ValidService desired, JsonNode statefulSet, VolumeSize size) {
        ObjectNode next = StatefulSetRecord.larger(statefulSet, size);
        JetStreamSpec spec = desired.spec();
        PersistenceSpec running = LiveClaim.persistence(ObservedService.claimTemplate(statefulSet))
                .orElseThrow();
        ValidService before = desired.with(
                spec.with(spec.replicas(), running, spec.encryption(), spec.tls()),
                desired.version(),
                desired.settings());
        JsonNode annotations = statefulSet.at("/metadata/annotations");
        int changes = RunningEncryption.changes(statefulSet);
        if (annotations.path(Annotations.RENDERED).asText().equals(rendered(before, changes))) {
            next.withObject("/metadata/annotations").put(Annotations.RENDERED, rendered(desired, changes));
        }
        return next;
    }

    private static String rendered(ValidService any, int changes) {
        ValidService service = any.withEncryption(changes);
        return Children.of(service).statefulSet().getMetadata().getAnnotations().get(Annotations.RENDERED);
    }

    /** The draft, in which volumes that can grow do so in steps. */
    static DecisionDraft decide(DecisionDraft draft, ValidService desired, LiveChildren live, ClusterQueries cluster) {
        Optional<HeldChange> growth =
                draft.held().stream().filter(VolumeGrowth::isGrowth).findFirst();
        Optional<VolumeSize> target = growth.flatMap(change -> target(desired, live.statefulSet()));
        if (target.isEmpty()) {
            return draft;
        }
        Optional<String> obstacle = obstacle(
                live.statefulSet(),
                cluster.claims(desired.names()),
                desired.spec().replicasOrDefault(),
                target.get(),
                cluster::refusal);
        return obstacle.map(why -> draft.replace(growth.get(), growth.get().because(why)))
                .orElseGet(() -> draft.step(growth.get()));
    }

    /** The draft with the store limit that runs, where the one that is asked for has no room before the volumes have grown. */
    static DecisionDraft limit(DecisionDraft draft, ValidService desired, ObservedService observed) {
        boolean isStepped =
                draft.stepped().stream().anyMatch(change -> change.field().equals(ChangePolicy.PERSISTENCE));
        boolean isHeld = draft.held().stream().anyMatch(VolumeGrowth::isGrowth);
        Optional<Long> running = observed.limits().maxFileStore();
        long limit = desired.settings().maxFileStore();
        boolean waits = (isStepped || isHeld)
                && running.filter(bytes -> isAbove(limit, bytes)).isPresent()
                && isAbove(limit, Volume.of(observed.persistence()).bytes().longValue());
        if (!waits) {
            return draft;
        }
        ValidService kept = KeepRunning.maxFileStore(draft.children().service(), running.get());
        HeldChange change = held(desired, running.get(), limit);
        return isHeld ? draft.hold(change, kept) : draft.hold(change, kept).step(change);
    }

    private static HeldChange held(ValidService desired, long running, long limit) {
        String from = String.valueOf(running);
        String to = String.valueOf(limit);
        return new HeldChange(
                HeldChange.id(desired, MAX_FILE_STORE, from, to),
                MAX_FILE_STORE,
                from,
                to,
                Effect.STEPS,
                "the volumes have no room for it before they have grown",
                "It goes on by itself when they have");
    }

    private static boolean isGrowth(HeldChange change) {
        return change.field().equals(ChangePolicy.PERSISTENCE) && change.effect() == Effect.STEPS;
    }

    /** Below zero there is no limit. */
    private static boolean isAbove(long limit, long other) {
        return other >= 0 && (limit < 0 || limit > other);
    }
}
