package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.util.Optional;

/**
 * Decides what is left to do once the service has another disk than the one that was copied, and the copy may be the only place of what it
 * stores: that goes only when the node, restarted, has the same.
 */
final class CopyRestoration {

    private static final String LOST =
            "the volume of the complete copy is not there any more, or another one has its name: nothing else is"
                    + " known to have what the service stored. Bring back that volume; where the data may go instead, empty the annotation "
                    + Annotations.ENCRYPTION_COPIED + " of the StatefulSet";
    private static final String INCOMPLETE =
            "the disk of the service was deleted by somebody before its copy was complete: what was copied is"
                    + " restored, and the copy stays until its claim, and then its StatefulSet, are deleted";
    private static final String RECENT = "what the node was given is on its disk within a minute";

    private final CopySteps steps;
    private final CopiedStreams streams;
    private final MigrationWrites writes;

    CopyRestoration(CopySteps steps, CopiedStreams streams, MigrationWrites writes) {
        this.steps = steps;
        this.streams = streams;
        this.writes = writes;
    }

    /** Why nothing is restored where there is no copy; empty where nothing waits for one. */
    static Optional<Due> lost(JsonNode statefulSet) {
        return RecordedApprovals.copied(statefulSet).isEmpty()
                ? Optional.empty()
                : CopySteps.waiting(CopyDecider.RESTORING, LOST);
    }

    /** What comes next; the last step is that the copy goes. */
    Due next(LiveService service, JsonNode statefulSet, JsonNode copy) {
        String kept = RecordedApprovals.copied(statefulSet);
        boolean isOfSeveral = Running.replicas(statefulSet) > 1;
        if (isRestored(service.names(), copy, isOfSeveral)) {
            return kept.isEmpty()
                    ? lostSince(service, statefulSet, copy)
                            .or(() -> steps.open(service, statefulSet))
                            .or(() -> isCompared(service, isOfSeveral)
                                    ? steps.replicate(service, statefulSet)
                                    : Optional.empty())
                            .orElseGet(() -> steps.remove(service, copy, "every stream is restored"))
                    : new Due(new CopyStep.Verify(), () -> writes.forgets(statefulSet));
        }
        if (!kept.isEmpty() && !kept.equals(ObjectMetas.uid(copy))) {
            return lost(statefulSet).orElseThrow();
        }
        return steps.server().isMade(service.names())
                ? compared(service, statefulSet, copy)
                : steps.make(service, statefulSet, Optional.empty());
    }

    /** On which of several nodes a stream is, no claim says: what one of them has lost since is looked for instead. */
    private boolean isRestored(Names names, JsonNode copy, boolean isOfSeveral) {
        String to = ObjectMetas.annotation(copy, Annotations.RESTORED_TO);
        return isOfSeveral
                ? !to.isEmpty()
                : steps.server().current(names).filter(to::equals).isPresent();
    }

    /** The removal of the copy begins with its server, after this. */
    private boolean isCompared(LiveService service, boolean isOfSeveral) {
        return isOfSeveral && steps.server().isMade(service.names());
    }

    /**
     * What several nodes have lost since everything was restored and compared: it is restored again, and read from the disks again.
     *
     * @return empty where they have everything, or it was not compared yet
     */
    Optional<Due> lostSince(LiveService service, JsonNode statefulSet, JsonNode copy) {
        boolean isOfSeveral = Running.replicas(statefulSet) > 1;
        Names names = service.names();
        if (!isCompared(service, isOfSeveral)
                || !isRestored(names, copy, isOfSeveral)
                || !RecordedApprovals.copied(statefulSet).isEmpty()) {
            return Optional.empty();
        }
        boolean isDue = steps.nodeRestart().isDue(names, copy);
        return streams.lost(names, CopySteps.tls(service), ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS))
                .map(step -> steps.restoringLost(service, step))
                .or(() -> isDue ? Optional.of(restart(names, statefulSet, copy)) : recent(names, copy));
    }

    /** What its pod lists counts once that was restarted: from then on it is what its disk has. */
    private Due compared(LiveService service, JsonNode statefulSet, JsonNode copy) {
        Names names = service.names();
        String inventory = ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS);
        // Asked first: what is listed after it is what that pod has read, on that claim.
        Optional<String> current = steps.server().current(names);
        boolean isDue = steps.nodeRestart().isDue(names, copy);
        Optional<NextStep> next = streams.restoring(names, CopySteps.tls(service), inventory);
        return next.map(step -> steps.restoring(service, step))
                .or(() -> waits(inventory, current))
                .or(() -> isDue ? Optional.of(restart(names, statefulSet, copy)) : recent(names, copy))
                .orElseGet(() -> new Due(
                        new CopyStep.Verify(),
                        () -> steps.server().current(names).equals(current)
                                && steps.server().verify(copy, current.get())
                                && writes.forgets(statefulSet)));
    }

    private static Optional<Due> waits(String inventory, Optional<String> current) {
        if (inventory.isEmpty()) {
            return CopySteps.waiting(CopyDecider.RESTORING, INCOMPLETE);
        }
        return current.isEmpty()
                ? CopySteps.waiting(CopyDecider.RESTORING, "the claim of the node goes")
                : Optional.empty();
    }

    private Due restart(Names names, JsonNode statefulSet, JsonNode copy) {
        if (Running.partition(statefulSet) > 0) {
            // Somebody deleted claim and pod before the change went on: no template replaces that one.
            return CopySteps.waiting(
                            CopyDecider.RESTORING,
                            "everything is restored; delete pod " + names.pod(0)
                                    + " once, so that what it reads from its disk is compared")
                    .get();
        }
        return steps.nodeRestart().isAsked(statefulSet, copy)
                ? CopySteps.waiting(CopyDecider.RESTORING, "the node is being restarted")
                        .get()
                : new Due(new CopyStep.RestartNode(), () -> steps.nodeRestart().ask(statefulSet, copy));
    }

    private Optional<Due> recent(Names names, JsonNode copy) {
        return steps.nodeRestart().isRecent(names, copy)
                ? CopySteps.waiting(CopyDecider.RESTORING, RECENT)
                : Optional.empty();
    }
}
