package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.DataLoss;
import dev.numaflow.isbsvc.rendering.change.EncryptionTarget;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.MigrationDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
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
    private static final String WITH_COPY = ", after everything was copied to a second server";
    private static final String RESTORED =
            "the node has the new encryption, and every stream is restored from its copy";
    private static final String ON_DISK_OF_BEFORE =
            "the node was restarted with the new encryption on the disk that it had, and not by us; what that stores is still there. Set"
                    + " spec.updateStrategy.rollingUpdate.partition of the StatefulSet to 1 and delete the pod";
    private static final String WITH_LOSS = ", each on an empty disk, as its user has approved: ";

    private final ClusterWriter cluster;
    private final Planning planning;
    private final StepGate gate;
    private final MigrationWrites writes;
    private final ApprovedLoss losses;
    private final CopiedData copies;
    private final EncryptionNames encryptions;

    @Inject
    public EncryptionMigration(
            ClusterWriter cluster,
            Planning planning,
            StepGate gate,
            MigrationWrites writes,
            ApprovedLoss losses,
            CopiedData copies) {
        this.cluster = cluster;
        this.planning = planning;
        this.gate = gate;
        this.writes = writes;
        this.losses = losses;
        this.copies = copies;
        this.encryptions = new EncryptionNames(cluster);
    }

    @Override
    public Optional<Due> next(LiveService service) {
        Optional<JsonNode> set = planning.statefulSet(service);
        if (set.isEmpty()) {
            return copies.claim(service)
                    .map(copy -> Due.waiting(new NextStep.Wait(
                            CopyDecider.RESTORING, "the StatefulSet of the service is not there", true)));
        }
        return encryptions.of(service.names(), set.get()).isUnderWay()
                ? underWay(service, seen(service, set.get()))
                : copies.without(service, set.get())
                        .map(next -> released(service, seen(service, set.get())).orElse(next))
                        .or(() -> begin(service, set.get()));
    }

    /** Where the StatefulSet was lost after the disk went, nothing else lets its claim go, and no pod is made before that. */
    private Optional<Due> released(LiveService service, MigrationView seen) {
        return seen.claim(0)
                .filter(any -> copies.holdsEverything(service))
                .filter(claim -> ObjectMetas.isDeleting(claim) && ClaimFinalizer.isOn(claim) && !seen.isServing(0))
                .map(claim -> new MigrationStep.Release(0, seen.names().pod(0)))
                .map(release -> new Due(release, () -> writes.release(seen, release)));
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
        EncryptionTarget target = plan.decision().target().orElseThrow();
        Optional<DataLoss> loss = target.loss();
        String begins = BEGINS
                + loss.map(lost -> WITH_LOSS + lost.message())
                        .or(() -> target.copy().map(any -> WITH_COPY))
                        .orElse("");
        Optional<NextStep> waits = plan.running()
                .keptPods()
                .map(any -> "another change of the pods is held, and goes first")
                .or(() -> MigrationDecider.obstacle(seen.state(), seen.hasDisks()))
                .<NextStep>map(why -> new NextStep.Wait(BEGINS, why, true))
                .or(() -> target.copy()
                        .flatMap(any -> copies.writers(names))
                        .map(why -> new NextStep.Wait(BEGINS, why, false)))
                .or(() -> shut(names, seen, loss.isPresent() || target.copy().isPresent()));
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
        RecordedApprovals approvals = RecordedApprovals.of(seen.statefulSet());
        if (isTakenBack(service, seen, approvals.isNeeded())) {
            return Optional.of(takenBack(service, seen, new MigrationStep.TakeBack("")));
        }
        if (!seen.hasDisks()) {
            return MigrationDecider.isEverywhere(seen.state())
                    ? Optional.of(new Due(new MigrationStep.Settle(), () -> writes.settle(seen)).migrating())
                    : Optional.empty();
        }
        boolean isFirst = approvals.isNeeded() && MigrationDecider.hasEveryDisk(seen.state());
        NextStep next = (isFirst ? losses.withdrawn(service, seen) : Optional.<NextStep>empty())
                .orElseGet(() -> next(service, seen, approvals));
        if (next instanceof MigrationStep.Replace replace) {
            return Optional.of(replacing(service, seen, replace, isFirst));
        }
        if (next instanceof NextStep.Wait && approvals.copies() && isDeletedBySomebody(seen)) {
            // The decider's advice is to delete the pod, which takes the disk along.
            return copies.before(service, seen).or(() -> Optional.of(due(service, seen, next)));
        }
        return Optional.of(next instanceof NextStep.Finish ? finishing(service, seen, next) : due(service, seen, next));
    }

    /** As long as the server runs, whoever goes on writing is waited for, and copied, even though its disk goes already. */
    private Due replacing(LiveService service, MigrationView seen, MigrationStep.Replace replace, boolean isFirst) {
        RecordedApprovals approvals = RecordedApprovals.of(seen.statefulSet());
        boolean isThere = seen.isServing(0) && replace.withDisk();
        if (approvals.copies() && (isFirst || isThere)) {
            return copied(service, seen, replace, isFirst);
        }
        return isFirst ? givenUp(service, seen, replace) : due(service, seen, replace);
    }

    /** While its server runs, on a disk that is not complete anywhere else. */
    private static boolean isDeletedBySomebody(MigrationView seen) {
        return seen.isServing(0)
                && seen.state().roll().partition() > 0
                && seen.claim(0)
                        .filter(claim -> ObjectMetas.isDeleting(claim) && !ClaimFinalizer.isOn(claim))
                        .isPresent();
    }

    private Due finishing(LiveService service, MigrationView seen, NextStep finish) {
        if (RecordedApprovals.of(seen.statefulSet()).copies() && isOnDiskOfBefore(seen)) {
            return Due.waiting(new NextStep.Wait(CopyDecider.RESTORING, ON_DISK_OF_BEFORE, true));
        }
        return copies.after(service, seen.statefulSet()).orElseGet(() -> due(service, seen, finish));
    }

    /** Its claim records with which names it was written; no new one does before the end. */
    private static boolean isOnDiskOfBefore(MigrationView seen) {
        return seen.claim(0)
                .map(claim -> ObjectMetas.annotation(claim, Annotations.ENCRYPTION_SUFFIX))
                .filter(recorded -> !recorded.isEmpty()
                        && !recorded.equals(Integer.toString(seen.names().encryption())))
                .isPresent();
    }

    private Due givenUp(LiveService service, MigrationView seen, MigrationStep.Replace replace) {
        return losses.uncovered(service, seen)
                .map(uncovered -> due(service, seen, uncovered))
                .orElseGet(() -> new Due(
                        replace, () -> losses.withdrawn(service, seen).isEmpty() && writes.replace(seen, replace)));
    }

    private Due copied(LiveService service, MigrationView seen, MigrationStep.Replace replace, boolean isFirst) {
        return copies.before(service, seen)
                .orElseGet(() -> new Due(replace, turn -> {
                    boolean mayGo = copies.isComplete(service, seen)
                            && (!isFirst || losses.withdrawn(service, seen).isEmpty());
                    // The servers were asked for seconds.
                    turn.renew();
                    return mayGo && writes.replace(seen, replace);
                }));
    }

    /** What is copied already goes first, or is restored where somebody deleted the disk. */
    private Due takenBack(LiveService service, MigrationView seen, NextStep back) {
        return copies.without(service, seen.statefulSet())
                .orElseGet(() -> new Due(back, () -> takeBack(service, seen)));
    }

    /** A single server belongs to no cluster; where the StatefulSet was lost, nothing else tells that its disk is new. */
    private NextStep next(LiveService service, MigrationView seen, RecordedApprovals approvals) {
        boolean isNew = seen.nodes() == 1 && seen.state().roll().partition() == 0;
        NextStep next = MigrationDecider.next(
                seen.state(), out -> gate(service.names(), seen, out, approvals.isNeeded() || isNew));
        if (!(next instanceof NextStep.Finish) || !approvals.isNeeded()) {
            return next;
        }
        return new NextStep.Finish(approvals.givesUp() ? ApprovedLoss.afterwards(service.names()) : RESTORED);
    }

    /** A disk whose deletion was asked for cannot be kept: what it stores exists nowhere else, and does not outlive its pod. */
    private boolean isTakenBack(LiveService service, MigrationView seen, boolean isApproved) {
        return MigrationDecider.isUntouched(seen.state())
                && (!isApproved || MigrationDecider.hasEveryDisk(seen.state()))
                && (writes.isUnwanted(service, seen) || isForNobody(service, seen));
    }

    /** A service that is deleted keeps the disk that it has, with streams that whoever gets it can use. */
    private static boolean isForNobody(LiveService service, MigrationView seen) {
        return service.metadataAndStatus().deleting()
                && RecordedApprovals.of(seen.statefulSet()).copies();
    }

    private Due due(LiveService service, MigrationView seen, NextStep next) {
        if (next instanceof MigrationStep.TakeBack) {
            return takenBack(service, seen, next);
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
