package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.DataLoss;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.MigrationDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionNames;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Takes the nodes of a service from one encryption to the next, or from one key to the next. Where disks go with the pods, the roll does that
 * once the template has the next names; disks that stay are deleted one by one.
 */
@Singleton
public class EncryptionMigration implements GuardedChange {

    private static final String BEGINS = "the encryption of the nodes is to be changed one by one";
    private static final String WITH_LOSS = ", each on an empty disk, as its user has approved: ";

    private final ClusterWriter cluster;
    private final Planning planning;
    private final StepGate gate;
    private final MigrationWrites writes;
    private final ApprovedLoss losses;
    private final EncryptionNames encryptions;

    @Inject
    public EncryptionMigration(
            ClusterWriter cluster, Planning planning, StepGate gate, MigrationWrites writes, ApprovedLoss losses) {
        this.cluster = cluster;
        this.planning = planning;
        this.gate = gate;
        this.writes = writes;
        this.losses = losses;
        this.encryptions = new EncryptionNames(cluster);
    }

    @Override
    public Optional<Due> next(LiveService service) {
        return planning.statefulSet(service)
                .flatMap(set -> encryptions.of(service.names(), set).isUnderWay()
                        ? underWay(service, seen(service, set))
                        : begin(service, set));
    }

    private MigrationView seen(LiveService service, JsonNode statefulSet) {
        Names names = service.names();
        String labels = Labels.selector(names);
        return MigrationView.of(
                names.withEncryption(RunningEncryption.changes(statefulSet)),
                statefulSet,
                cluster.list(ObjectKind.POD, names.namespace(), labels),
                cluster.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), labels));
    }

    /** Only a plan knows whether it is due; where the StatefulSet records what is asked for, none is made. */
    private Optional<Due> begin(LiveService service, JsonNode statefulSet) {
        return writes.isAsked(service, statefulSet)
                ? Optional.of(planning.plan(service, Optional.of(statefulSet)))
                        .filter(plan -> plan.isGood()
                                && plan.value().decision().target().isPresent())
                        .flatMap(plan -> begin(service.names(), seen(service, statefulSet), plan.value()))
                : Optional.empty();
    }

    private Optional<Due> begin(Names names, MigrationView seen, Plan plan) {
        if (Running.areStepsUnderWay(seen.statefulSet()) && Running.canStep(seen.statefulSet())) {
            // A roll, which ends first.
            return Optional.empty();
        }
        Optional<DataLoss> loss = plan.decision().target().orElseThrow().loss();
        String begins = BEGINS + loss.map(lost -> WITH_LOSS + lost.message()).orElse("");
        Optional<NextStep> waits = plan.running()
                .keptPods()
                .map(any -> "another change of the pods is held, and goes first")
                .or(() -> MigrationDecider.obstacle(seen.state(), seen.hasDisks()))
                .<NextStep>map(why -> new NextStep.Wait(BEGINS, why, true))
                .or(() -> shut(names, seen, loss.isPresent()));
        // What else is due may be what it waits for, as a removed node that the cluster still counts.
        return Optional.of(waits.map(wait -> Due.waiting(wait).yielding())
                .orElseGet(() -> new Due(new MigrationStep.Begin(begins), () -> writes.begin(plan, seen))));
    }

    private Optional<NextStep> shut(Names names, MigrationView seen, boolean isLossApproved) {
        return gate(names, seen, Optional.empty(), isLossApproved) instanceof GateState.Shut shut
                ? Optional.of(new NextStep.Wait(BEGINS, shut.message(), false))
                : Optional.empty();
    }

    private GateState gate(Names names, MigrationView seen, Optional<String> out, boolean isLossApproved) {
        return isLossApproved
                ? gate.ofLoss(names, seen.statefulSet(), seen.state().roll(), out)
                : gate.of(names, seen.statefulSet(), seen.state().roll(), out);
    }

    private boolean takeBack(LiveService service, MigrationView seen) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(seen.statefulSet()));
        return plan.isGood() && writes.takeBack(plan.value(), seen);
    }

    private Optional<Due> underWay(LiveService service, MigrationView seen) {
        boolean givesUp = !ApprovedLoss.recorded(seen.statefulSet()).isEmpty();
        if (isTakenBack(service, seen, givesUp)) {
            return Optional.of(new Due(new MigrationStep.TakeBack(""), () -> takeBack(service, seen)));
        }
        if (!seen.hasDisks()) {
            return MigrationDecider.isEverywhere(seen.state())
                    ? Optional.of(new Due(new MigrationStep.Settle(), () -> writes.settle(seen)).migrating())
                    : Optional.empty();
        }
        boolean isFirstLoss = givesUp && MigrationDecider.hasEveryDisk(seen.state());
        NextStep next = (isFirstLoss ? losses.withdrawn(service, seen) : Optional.<NextStep>empty())
                .orElseGet(() -> next(service, seen, givesUp));
        if (isFirstLoss && next instanceof MigrationStep.Replace replace) {
            NextStep covered = losses.uncovered(service, seen).orElse(next);
            return Optional.of(
                    covered == next
                            ? new Due(
                                    next,
                                    () -> losses.withdrawn(service, seen).isEmpty() && writes.replace(seen, replace))
                            : due(service, seen, covered));
        }
        return Optional.of(due(service, seen, next));
    }

    /** A single server belongs to no cluster; where the StatefulSet was lost, nothing else tells that its disk is new. */
    private NextStep next(LiveService service, MigrationView seen, boolean givesUp) {
        boolean isNew = seen.nodes() == 1 && seen.state().roll().partition() == 0;
        NextStep next = MigrationDecider.next(seen.state(), out -> gate(service.names(), seen, out, givesUp || isNew));
        return next instanceof NextStep.Finish && givesUp
                ? new NextStep.Finish(ApprovedLoss.afterwards(service.names()))
                : next;
    }

    /** A disk whose deletion was asked for cannot be kept: what it stores exists nowhere else, and does not outlive its pod. */
    private boolean isTakenBack(LiveService service, MigrationView seen, boolean givesUp) {
        return MigrationDecider.isUntouched(seen.state())
                && (!givesUp || MigrationDecider.hasEveryDisk(seen.state()))
                && writes.isUnwanted(service, seen);
    }

    private Due due(LiveService service, MigrationView seen, NextStep next) {
        if (next instanceof MigrationStep.TakeBack) {
            return new Due(next, () -> takeBack(service, seen));
        }
        if (next instanceof MigrationStep.Replace replace) {
            return new Due(next, () -> writes.replace(seen, replace));
        }
        if (next instanceof MigrationStep.Release release) {
            return new Due(next, () -> writes.release(seen, release));
        }
        return next instanceof NextStep.Finish
                ? new Due(next, () -> writes.settle(seen)).migrating()
                : Due.waiting(next);
    }
}
