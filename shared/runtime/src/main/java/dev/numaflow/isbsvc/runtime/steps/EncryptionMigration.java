package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
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

    private final ClusterWriter cluster;
    private final Planning planning;
    private final StepGate gate;
    private final MigrationWrites writes;
    private final EncryptionNames encryptions;

    @Inject
    public EncryptionMigration(ClusterWriter cluster, Planning planning, StepGate gate, MigrationWrites writes) {
        this.cluster = cluster;
        this.planning = planning;
        this.gate = gate;
        this.writes = writes;
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
        Optional<NextStep> waits = plan.running()
                .keptPods()
                .map(any -> "another change of the pods is held, and goes first")
                .or(() -> MigrationDecider.obstacle(seen.state(), seen.hasDisks()))
                .<NextStep>map(why -> new NextStep.Wait(BEGINS, why, true))
                .or(() -> shut(names, seen));
        // What else is due may be what it waits for, as a removed node that the cluster still counts.
        return Optional.of(waits.map(wait -> Due.waiting(wait).yielding())
                .orElseGet(() -> new Due(new MigrationStep.Begin(BEGINS), () -> writes.begin(plan, seen))));
    }

    private Optional<NextStep> shut(Names names, MigrationView seen) {
        return gate.of(names, seen.statefulSet(), seen.state().roll(), Optional.empty()) instanceof GateState.Shut shut
                ? Optional.of(new NextStep.Wait(BEGINS, shut.message(), false))
                : Optional.empty();
    }

    private boolean takeBack(LiveService service, MigrationView seen) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(seen.statefulSet()));
        return plan.isGood() && writes.takeBack(plan.value(), seen);
    }

    private Optional<Due> underWay(LiveService service, MigrationView seen) {
        if (MigrationDecider.isUntouched(seen.state()) && writes.isUnwanted(service, seen)) {
            return Optional.of(new Due(new MigrationStep.TakeBack(), () -> takeBack(service, seen)));
        }
        if (!seen.hasDisks()) {
            return MigrationDecider.isEverywhere(seen.state())
                    ? Optional.of(new Due(new MigrationStep.Settle(), () -> writes.settle(seen)))
                    : Optional.empty();
        }
        NextStep next = MigrationDecider.next(
                seen.state(),
                out -> gate.of(service.names(), seen.statefulSet(), seen.state().roll(), out));
        if (next instanceof MigrationStep.Replace replace) {
            return Optional.of(new Due(next, () -> writes.replace(seen, replace)));
        }
        if (next instanceof MigrationStep.Release release) {
            return Optional.of(new Due(next, () -> writes.release(seen, release)));
        }
        return Optional.of(
                next instanceof NextStep.Finish ? new Due(next, () -> writes.settle(seen)) : Due.waiting(next));
    }
}
