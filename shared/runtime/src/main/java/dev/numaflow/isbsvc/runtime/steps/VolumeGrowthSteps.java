package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.VolumeGrowth;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.VolumeClaims;
import dev.numaflow.isbsvc.rendering.volumes.VolumeDecider;
import dev.numaflow.isbsvc.rendering.volumes.VolumeSize;
import dev.numaflow.isbsvc.rendering.volumes.VolumeState;
import dev.numaflow.isbsvc.rendering.volumes.VolumeStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Grows the volumes of a service claim by claim, and then creates its StatefulSet again for larger ones, without touching a pod. */
@Singleton
public class VolumeGrowthSteps implements GuardedChange {

    private final ClusterWriter cluster;
    private final StatefulSetReplacement replacement;
    private final Clock clock;

    @Inject
    public VolumeGrowthSteps(ClusterWriter cluster, StatefulSetReplacement replacement, Clock clock) {
        this.cluster = cluster;
        this.replacement = replacement;
        this.clock = clock;
    }

    @Override
    public Optional<Due> next(LiveService service) {
        Optional<JsonNode> statefulSet = cluster.get(ObjectRef.ofStatefulSet(service.names()))
                .filter(set -> ObjectMetas.isControlledBy(set, service.uid()));
        Optional<JsonNode> record = replacement.record(service.names());
        if (statefulSet.isEmpty()) {
            return record.map(any ->
                    Due.waiting(new NextStep.Wait("the last step", "the StatefulSet is not created again yet", false)));
        }
        return target(service, statefulSet.get()).isPresent()
                ? grow(service, statefulSet.get())
                : end(service, statefulSet.get(), record);
    }

    private static Optional<VolumeSize> target(LiveService service, JsonNode statefulSet) {
        Parsed<ValidService> desired = service.desired();
        return desired.isGood() ? VolumeGrowth.target(desired.value(), statefulSet) : Optional.empty();
    }

    private Optional<Due> grow(LiveService service, JsonNode statefulSet) {
        VolumeSize target = target(service, statefulSet).orElseThrow();
        List<JsonNode> claims = list(ObjectKind.PERSISTENT_VOLUME_CLAIM, service.names());
        if (VolumeGrowth.obstacle(
                        statefulSet,
                        claims,
                        service.desired().value().spec().replicasOrDefault(),
                        target,
                        cluster::refusal)
                .isPresent()) {
            // Then the change is held, and says so itself.
            return Optional.empty();
        }
        VolumeState state =
                VolumeState.of(statefulSet, claims, list(ObjectKind.POD, service.names()), target, clock.instant());
        NextStep next = VolumeDecider.next(state);
        if (next instanceof VolumeStep.Ask ask) {
            return Optional.of(new Due(next, () -> ask(state.claims(), ask)));
        }
        return Optional.of(
                next instanceof VolumeStep.Recreate recreate
                        ? recreate(service, statefulSet, recreate)
                        : Due.waiting(next).yielding());
    }

    /** Onto the claim that was read, whoever writes it meanwhile. */
    private boolean ask(VolumeClaims claims, VolumeStep.Ask step) {
        return claims.live(step.claim())
                        .map(claim -> cluster.replace(VolumeClaims.asking(claim, step.to())))
                        .orElseThrow()
                instanceof WriteResult.Done;
    }

    /** What the API server would not create again is not deleted. */
    private Due recreate(LiveService service, JsonNode statefulSet, VolumeStep.Recreate step) {
        JsonNode next = VolumeGrowth.recreated(service.desired().value(), statefulSet, step.size());
        return replacement
                .refusal(next)
                .map(why -> Due.waiting(new NextStep.Wait(
                                "step " + step.steps() + " of " + step.steps(),
                                "the StatefulSet stays, because it could not be created again: " + why,
                                false))
                        .yielding())
                .orElseGet(() -> new Due(step, () -> replacement.replace(service.names(), statefulSet, next)));
    }

    /** The record ends with what it was made for, or when the change is taken back. */
    private Optional<Due> end(LiveService service, JsonNode statefulSet, Optional<JsonNode> record) {
        boolean isPending = service.metadataAndStatus()
                .status()
                .condition(ConditionType.STEPS_PENDING)
                .isPresent();
        if (ObjectMetas.isDeleting(statefulSet) && record.isPresent()) {
            return Optional.of(Due.waiting(
                    new NextStep.Wait("the last step", "the StatefulSet that is replaced is not gone yet", true)));
        }
        if (record.isEmpty() && !(isPending && isPersistent(statefulSet))) {
            return Optional.empty();
        }
        VolumeClaims claims = VolumeClaims.of(statefulSet, list(ObjectKind.PERSISTENT_VOLUME_CLAIM, service.names()));
        Due end = new Due(
                new NextStep.Finish(VolumeDecider.finished(claims)),
                () -> replacement.forget(service.names(), statefulSet));
        return Optional.of(record.isPresent() || VolumeDecider.hasLarger(claims) ? end : end.yielding());
    }

    private static boolean isPersistent(JsonNode statefulSet) {
        return !statefulSet.at("/spec/volumeClaimTemplates").isEmpty();
    }

    private List<JsonNode> list(ObjectKind kind, Names names) {
        return cluster.list(kind, names.namespace(), Labels.selector(names));
    }
}
