package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.DataLoss;
import dev.numaflow.isbsvc.rendering.change.EncryptionTarget;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.MigrationDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides whether a change of encryption can begin, and begins it. */
final class MigrationBeginning {

    private static final String BEGINS = "the encryption of the nodes is to be changed one by one";
    private static final String FROM_ONE =
            "the only node is to become one of several, which begin with empty disks under names of their own";
    private static final String WITH_NOTHING = ", because there is no stream";
    private static final String WITH_COPY = ", after everything was copied to a second server";
    private static final String WITH_LOSS = ", each on an empty disk, as its user has approved: ";

    private final Planning planning;
    private final StepGate gate;
    private final MigrationWrites writes;
    private final CopiedData copies;

    MigrationBeginning(Planning planning, StepGate gate, MigrationWrites writes, CopiedData copies) {
        this.planning = planning;
        this.gate = gate;
        this.writes = writes;
        this.copies = copies;
    }

    /** Only a plan knows whether it is due; where the StatefulSet records what is asked for, none is made. */
    Optional<Due> next(LiveService service, JsonNode statefulSet, Supplier<MigrationView> seen) {
        return writes.isAsked(service, statefulSet)
                ? Optional.of(planning.plan(service, Optional.of(statefulSet)))
                        .filter(plan -> plan.isGood()
                                && plan.value().decision().target().isPresent())
                        .flatMap(plan -> begin(service.names(), seen.get(), plan.value()))
                : Optional.empty();
    }

    private Optional<Due> begin(Names names, MigrationView seen, Plan plan) {
        if (Running.areStepsUnderWay(seen.statefulSet()) && Running.rollsNodeByNode(seen.statefulSet())) {
            // A roll, which ends first.
            return Optional.empty();
        }
        EncryptionTarget target = plan.decision().target().orElseThrow();
        Optional<DataLoss> loss = target.loss();
        boolean isFromOne = target.nodes().isPresent();
        boolean isOfNothing =
                seen.nodes() == 1 && loss.filter(DataLoss::isOfNothing).isPresent();
        String place = isFromOne ? FROM_ONE : BEGINS;
        String begins = place
                + target.copy()
                        .map(any -> WITH_COPY)
                        .or(() -> loss.map(lost -> isOfNothing ? WITH_NOTHING : WITH_LOSS + lost.message()))
                        .orElse("");
        Optional<NextStep> waits = plan.running()
                .keptPods()
                .map(any -> "another change of the pods is held, and goes first")
                .or(() -> MigrationDecider.obstacle(seen.state(), seen.hasDisks()))
                .or(() -> target.nodes().flatMap(nodes -> MigrationDecider.left(seen.state(), nodes)))
                .<NextStep>map(why -> new NextStep.Wait(place, why, true))
                .or(() -> Optional.of(target)
                        .filter(any -> isOfNothing || target.copy().isPresent())
                        .flatMap(any -> copies.writers(names))
                        .map(why -> new NextStep.Wait(place, why, false)))
                .or(() -> shut(
                        names, seen, place, loss.isPresent() || target.copy().isPresent()));
        // What else is due may be what it waits for, as a removed node that the cluster still counts.
        return Optional.of(waits.map(wait -> Due.waiting(wait).yielding())
                .orElseGet(() -> new Due(new MigrationStep.Begin(begins), () -> writes.begin(plan, seen))));
    }

    private Optional<NextStep> shut(Names names, MigrationView seen, String place, boolean isLossApproved) {
        return MigrationUnderWay.gate(gate, names, seen, Optional.empty(), isLossApproved)
                        instanceof GateState.Shut shut
                ? Optional.of(new NextStep.Wait(place, shut.message(), false))
                : Optional.empty();
    }
}
