package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.MigrationDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.util.Optional;

/** Decides how a change of encryption goes on that has begun: to its end, or back where its user wants that and every disk is there. */
final class MigrationUnderWay {

    private static final String RESTORED =
            "the node has the new encryption, and every stream is restored from its copy";
    private static final String WITH_NOTHING =
            "the node has the new encryption, and an empty disk: there was no stream";
    private static final String ON_DISK_OF_BEFORE =
            "the node was restarted with the new encryption on the disk that it had, and not by us; what that stores is still there. Set"
                    + " spec.updateStrategy.rollingUpdate.partition of the StatefulSet to 1 and delete the pod";

    private final Planning planning;
    private final StepGate gate;
    private final MigrationWrites writes;
    private final ApprovedLoss losses;
    private final CopiedData copies;
    private final DiskDeletion deletion;

    MigrationUnderWay(
            Planning planning, StepGate gate, MigrationWrites writes, ApprovedLoss losses, CopiedData copies) {
        this.planning = planning;
        this.gate = gate;
        this.writes = writes;
        this.losses = losses;
        this.copies = copies;
        this.deletion = new DiskDeletion(writes, losses, copies);
    }

    /** What the gate says: without a majority it asks for less, where somebody else has what a node stores, or nobody needs it. */
    static GateState gate(
            StepGate gate, Names names, MigrationView seen, Optional<String> out, boolean isLossApproved) {
        return isLossApproved
                ? gate.ofLoss(names, seen.statefulSet(), seen.state().roll(), out)
                : gate.of(names, seen.statefulSet(), seen.state().roll(), out);
    }

    private boolean takeBack(LiveService service, MigrationView seen) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(seen.statefulSet()));
        return plan.isGood() && writes.takeBack(plan.value(), seen);
    }

    /** The next step. */
    Optional<Due> next(LiveService service, MigrationView seen) {
        RecordedApprovals approvals = RecordedApprovals.of(seen.statefulSet());
        if (isTakenBack(service, seen, approvals.isNeeded())) {
            return Optional.of(takenBack(service, seen, new MigrationStep.TakeBack(ApprovedLoss.what(seen), "")));
        }
        if (!seen.hasDisks()) {
            return MigrationDecider.isEverywhere(seen.state())
                    ? Optional.of(new Due(new MigrationStep.Settle(), () -> writes.settle(seen)).migrating())
                    : Optional.empty();
        }
        boolean isFirst = approvals.isNeeded() && MigrationDecider.hasEveryDisk(seen.state());
        NextStep next = (isFirst ? losses.withdrawn(service, seen) : Optional.<NextStep>empty())
                .orElseGet(() -> decided(service, seen, approvals));
        if (next instanceof MigrationStep.Scale scale && scale.nodes() > 1 && isOnDiskOfBefore(seen)) {
            return Optional.of(Due.waiting(new NextStep.Wait(CopyDecider.RESTORING, ON_DISK_OF_BEFORE, true)));
        }
        if (next instanceof MigrationStep.Replace replace) {
            return Optional.of(deletion.next(service, seen, replace, isFirst, other -> due(service, seen, other)));
        }
        if (next instanceof NextStep.Wait && approvals.copies() && isDeletedBySomebody(seen)) {
            // The decider's advice is to delete the pod, which takes the disk along.
            return copies.before(service, seen).or(() -> Optional.of(due(service, seen, next)));
        }
        if (next instanceof NextStep.Wait && approvals.copies() && areBack(seen)) {
            // The gate waits for a stream that went with a disk.
            return copies.lost(service, seen.statefulSet()).or(() -> Optional.of(due(service, seen, next)));
        }
        return Optional.of(next instanceof NextStep.Finish ? finishing(service, seen, next) : due(service, seen, next));
    }

    /** Whether the only node has become several, and each has its pod. */
    private static boolean areBack(MigrationView seen) {
        return seen.nodesAfter().filter(nodes -> nodes == seen.nodes()).isPresent()
                && MigrationDecider.isEverywhere(seen.state());
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
        boolean needsAnotherDisk = RecordedApprovals.of(seen.statefulSet()).copies()
                || seen.nodesAfter().isPresent();
        if (needsAnotherDisk && isOnDiskOfBefore(seen)) {
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

    /** What is copied already goes first, or is restored where somebody deleted the disk. */
    private Due takenBack(LiveService service, MigrationView seen, NextStep back) {
        return copies.without(service, seen.statefulSet())
                .orElseGet(() -> new Due(back, () -> takeBack(service, seen)));
    }

    /** A single server belongs to no cluster; where the StatefulSet was lost, nothing else tells that its disk is new. */
    private NextStep decided(LiveService service, MigrationView seen, RecordedApprovals approvals) {
        boolean isNew = seen.nodes() == 1 && seen.state().roll().partition() == 0;
        if (seen.nodesAfter().isPresent()) {
            return fromOne(service, seen, approvals);
        }
        NextStep next = MigrationDecider.next(
                seen.state(), out -> gate(gate, service.names(), seen, out, approvals.isNeeded() || isNew));
        if (!(next instanceof NextStep.Finish) || !approvals.isNeeded()) {
            return next;
        }
        if (ApprovedLoss.isOfNothing(seen)) {
            return new NextStep.Finish(WITH_NOTHING);
        }
        return new NextStep.Finish(approvals.givesUp() ? ApprovedLoss.afterwards(service.names()) : RESTORED);
    }

    /** Once there are several nodes, all that they have has to be complete: what was restored, and what gets more copies after that. */
    private NextStep fromOne(LiveService service, MigrationView seen, RecordedApprovals approvals) {
        NextStep next = MigrationDecider.fromOne(
                seen.state(),
                seen.nodesAfter().orElseThrow(),
                seen.areStarted(),
                out -> gate(gate, service.names(), seen, out, seen.nodes() == 1));
        return next instanceof NextStep.Finish
                ? new NextStep.Finish("the service has " + seen.nodes() + " nodes"
                        + (approvals.copies() ? ", and every stream is restored from its copy" : ""))
                : next;
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
        if (next instanceof MigrationStep.Scale scale) {
            return new Due(next, () -> writes.scale(seen, scale));
        }
        return next instanceof NextStep.Finish
                ? new Due(next, () -> writes.settle(seen)).migrating()
                : Due.waiting(next);
    }
}
