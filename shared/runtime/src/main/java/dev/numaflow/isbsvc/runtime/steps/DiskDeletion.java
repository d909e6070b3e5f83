package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.util.Optional;
import java.util.function.Function;

/** Decides whether the disk of a node may go: where nobody else has what it stores, it is in a complete copy, given up, or nothing. */
final class DiskDeletion {

    private final MigrationWrites writes;
    private final ApprovedLoss losses;
    private final CopiedData copies;

    DiskDeletion(MigrationWrites writes, ApprovedLoss losses, CopiedData copies) {
        this.writes = writes;
        this.losses = losses;
        this.copies = copies;
    }

    /**
     * As long as the server runs, whoever goes on writing is waited for, and copied, even though its disk goes already.
     *
     * @param isFirst whether every disk is there
     * @param otherwise how any other step is taken
     */
    Due next(
            LiveService service,
            MigrationView seen,
            MigrationStep.Replace replace,
            boolean isFirst,
            Function<NextStep, Due> otherwise) {
        RecordedApprovals approvals = RecordedApprovals.of(seen.statefulSet());
        boolean isThere = seen.isServing(0) && replace.withDisk();
        if (approvals.copies() && (isFirst || isThere)) {
            return copied(service, seen, replace, isFirst);
        }
        if (isThere && !isFirst && ApprovedLoss.isOfNothing(seen)) {
            return stillUnused(service, seen, replace);
        }
        return isFirst ? givenUp(service, seen, replace, otherwise) : otherwise.apply(replace);
    }

    private Due givenUp(
            LiveService service, MigrationView seen, MigrationStep.Replace replace, Function<NextStep, Due> otherwise) {
        boolean isOfNothing = ApprovedLoss.isOfNothing(seen);
        NextStep step = isOfNothing
                ? new CopyStep.DeleteClaim(seen.names().claim(replace.ordinal()), "its server still has no stream")
                : replace;
        return using(service, seen)
                .or(() -> losses.uncovered(service, seen))
                .map(otherwise)
                .orElseGet(() -> new Due(
                        step,
                        turn -> losses.withdrawn(service, seen).isEmpty()
                                // The server is asked once more before its pod goes with it.
                                && (isOfNothing ? writes.deleteClaim(seen, replace) : writes.replace(seen, replace))));
    }

    /** Its claim goes already: as long as the server runs, nothing on it is lost. */
    private Due stillUnused(LiveService service, MigrationView seen, MigrationStep.Replace replace) {
        return using(service, seen)
                .or(() -> losses.uncovered(service, seen))
                .map(why -> Due.waiting(new NextStep.Wait(replace.message(), used(why), true)))
                .orElseGet(() -> new Due(replace, turn -> {
                    boolean isUnused = losses.uncovered(service, seen).isEmpty();
                    // Another run may have got the Lease while the server was asked.
                    turn.renew();
                    return isUnused && writes.replace(seen, replace);
                }));
    }

    private static String used(NextStep why) {
        return why instanceof NextStep.Wait wait
                ? wait.what()
                : "the disk of the only node goes, and " + ((MigrationStep.TakeBack) why).why()
                        + ". Pause the Pipelines that use the service; keep elsewhere what was written since, and delete those streams here";
    }

    /** Nobody has given up anything where there was no stream: whoever is about to use the service keeps the node that it has. */
    private Optional<NextStep> using(LiveService service, MigrationView seen) {
        return Optional.of(service.names())
                .filter(any -> ApprovedLoss.isOfNothing(seen))
                .flatMap(copies::writers)
                .map(why -> new MigrationStep.TakeBack(ApprovedLoss.what(seen), why));
    }

    private Due copied(LiveService service, MigrationView seen, MigrationStep.Replace replace, boolean isFirst) {
        boolean goes =
                seen.claim(replace.ordinal()).filter(ObjectMetas::isDeleting).isPresent();
        NextStep step = goes
                ? replace
                : new CopyStep.DeleteClaim(seen.names().claim(replace.ordinal()), "both servers still list the same");
        return copies.before(service, seen)
                .orElseGet(() -> new Due(step, turn -> {
                    boolean mayGo = copies.isComplete(service, seen)
                            && (!isFirst || losses.withdrawn(service, seen).isEmpty());
                    // The servers were asked for seconds.
                    turn.renew();
                    return mayGo && (goes ? writes.replace(seen, replace) : writes.deleteClaim(seen, replace));
                }));
    }
}
