package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.volumes.LostNode;
import dev.numaflow.isbsvc.rendering.volumes.LostNodeStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.LostNodes;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Gives a node that is lost with its volume another one, where the plan says so and every other node proves to have everything: its claim
 * goes, and the StatefulSet controller makes the one of a pod that waits. That the node is complete again is waited for as after any
 * change of the number of nodes.
 */
@Singleton
public class LostNodeReplacement implements GuardedChange {

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final ClusterWriter cluster;
    private final Planning planning;
    private final LostNodeGate gate;
    private final LostNodes nodes;
    private final Evictions evictions;
    private final Clock clock;

    @Inject
    public LostNodeReplacement(ClusterWriter cluster, Planning planning, LostNodeGate gate, Clock clock) {
        this.cluster = cluster;
        this.planning = planning;
        this.gate = gate;
        this.nodes = new LostNodes(cluster);
        this.evictions = new Evictions(cluster);
        this.clock = clock;
    }

    @Override
    public Optional<Due> next(LiveService service) {
        return planning.statefulSet(service)
                .filter(set -> !ObjectMetas.isDeleting(set))
                .flatMap(set -> nodes.withoutClaim(service, set)
                        .filter(node -> !isJustAsked(set))
                        .map(node -> new Due(new LostNodeStep.AskForClaim(node), () -> ask(set)))
                        .or(() -> lost(service, set)));
    }

    private Optional<Due> lost(LiveService service, JsonNode statefulSet) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(statefulSet));
        return plan.isGood() ? lost(service, statefulSet, plan.value(), clock.instant()) : Optional.empty();
    }

    private Optional<Due> lost(LiveService service, JsonNode statefulSet, Plan plan, Instant now) {
        return lost(service, statefulSet, plan)
                .map(lost -> due(service, statefulSet, plan, lost))
                .or(() -> nodes.unrecorded(service, statefulSet, plan.decision())
                        .map(lost -> new Due(
                                new LostNodeStep.RecordLoss(lost.node()),
                                () -> cluster.replace(lost.recorded(now)) instanceof WriteResult.Done)))
                .or(() -> held(nodes.missingAlone(service, statefulSet)));
    }

    /** Whatever has begun ends: a node that is held does not come, and evictions and buffers would wait for it. */
    private static Optional<Due> held(List<LostNode> lost) {
        return lost.stream()
                .findFirst()
                .map(node -> Due.waiting(
                        new NextStep.Finish("node " + node.node() + " stays lost, and no step waits for it")));
    }

    /** By the clock alone, for asking again does no harm. */
    private boolean isJustAsked(JsonNode statefulSet) {
        try {
            Instant asked = Instant.parse(ObjectMetas.annotation(statefulSet, Annotations.CLAIM_ASKED));
            return Duration.between(asked, clock.instant()).abs().compareTo(AGAIN) < 0;
        } catch (DateTimeParseException never) {
            return false;
        }
    }

    private boolean ask(JsonNode statefulSet) {
        ObjectNode asking = statefulSet.deepCopy();
        asking.withObject("/metadata/annotations")
                .put(Annotations.CLAIM_ASKED, clock.instant().toString());
        return cluster.replace(asking) instanceof WriteResult.Done;
    }

    private Optional<LostNode> lost(LiveService service, JsonNode statefulSet, Plan plan) {
        return nodes.replaced(service, statefulSet, plan.decision(), clock.instant());
    }

    private Due due(LiveService service, JsonNode statefulSet, Plan plan, LostNode lost) {
        String place = "lost node " + lost.node() + ", step 1 of 2";
        if (!evictions.areBlocked(service)) {
            return Due.waiting(new NextStep.Wait(place, "evictions are not blocked yet", true))
                    .yielding();
        }
        boolean tls = plan.effective().spec().tlsEnabled();
        return gate.of(service.names(), tls, statefulSet, lost) instanceof GateState.Shut shut
                ? Due.waiting(new NextStep.Wait(place, shut.message(), false)).yielding()
                : new Due(
                        new LostNodeStep.GiveUpVolume(lost.node(), lost.why()),
                        () -> giveUp(service, statefulSet, plan, lost));
    }

    /** Its machine may be back since the servers were asked: then the claim, which is deleted as it was read, stays. */
    private boolean giveUp(LiveService service, JsonNode statefulSet, Plan plan, LostNode lost) {
        return lost(service, statefulSet, plan)
                .filter(still -> still.claimUid().equals(lost.claimUid()))
                .map(still -> cluster.delete(still.claim()) instanceof WriteResult.Done)
                .orElse(false);
    }
}
