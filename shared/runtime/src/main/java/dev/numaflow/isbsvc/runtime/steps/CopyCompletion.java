package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.util.Optional;

/**
 * Decides what is left to do before the copy of the only node's data is complete: equal once its server was restarted, recorded with what it
 * lists, and held.
 */
final class CopyCompletion {

    private static final String BOTH_GO =
            "the claim of the copy is being deleted by somebody, as that of the service is: both servers have what"
                    + " is stored as long as their pods run, so keep one of them elsewhere";
    private static final String RECENT = "what the second server was given is on its disk within a minute";

    private final CopySteps steps;
    private final CopiedStreams streams;
    private final MigrationWrites writes;

    CopyCompletion(CopySteps steps, CopiedStreams streams, MigrationWrites writes) {
        this.steps = steps;
        this.streams = streams;
        this.writes = writes;
    }

    /** Whether a claim of a copy records that it is complete, and is held. */
    static boolean isRecorded(JsonNode copy) {
        return ClaimFinalizer.isOn(copy)
                && !ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS).isEmpty();
    }

    /** Whether the StatefulSet records this copy as the complete one, too. */
    static boolean isKept(JsonNode statefulSet, JsonNode copy) {
        return isRecorded(copy) && RecordedApprovals.copied(statefulSet).equals(ObjectMetas.uid(copy));
    }

    /** Whether anybody may take it for complete. */
    static boolean isTaken(JsonNode statefulSet, JsonNode copy) {
        return isRecorded(copy) || !RecordedApprovals.copied(statefulSet).isEmpty();
    }

    /** What comes next while the disk stays; empty where the copy is complete, and was a moment ago. */
    Optional<Due> next(LiveService service, MigrationView seen, JsonNode copy) {
        Names names = service.names();
        // Asked first: what is listed after it is what that pod has read.
        boolean isDue = steps.copyRestart().isDue(names.ofCopy(), copy);
        Optional<NextStep> next = streams.copying(names, CopySteps.tls(service));
        if (next.filter(NextStep.Act.class::isInstance).isPresent() && isTaken(seen.statefulSet(), copy)) {
            // Whoever reads has taken something away: another copy is made of that, and until then none is complete.
            return Optional.of(steps.forget(names, copy, seen.statefulSet()));
        }
        return next.map(step -> steps.copying(service, seen.statefulSet(), step))
                .or(() -> isDue ? restart(names, copy) : recent(names, copy))
                .or(() -> kept(seen, copy, streams.inventory(names, CopySteps.tls(service))));
    }

    private Optional<Due> restart(Names names, JsonNode copy) {
        Optional<JsonNode> set = steps.server().server(names);
        return set.filter(there -> !steps.copyRestart().isAsked(there, copy))
                .map(there -> new Due(
                        new CopyStep.Restart(), () -> steps.copyRestart().ask(there, copy)))
                .or(() -> CopySteps.waiting(CopyDecider.COPYING, "the second server is being restarted"));
    }

    private Optional<Due> recent(Names names, JsonNode copy) {
        return steps.copyRestart().isRecent(names.ofCopy(), copy)
                ? CopySteps.waiting(CopyDecider.COPYING, RECENT)
                : Optional.empty();
    }

    private Optional<Due> kept(MigrationView seen, JsonNode copy, String inventory) {
        JsonNode set = seen.statefulSet();
        if (CopyServer.isKept(copy, inventory) && isKept(set, copy)) {
            return Optional.empty();
        }
        return ObjectMetas.isDeleting(copy) && !CopyServer.isKept(copy, inventory)
                ? CopySteps.waiting(CopyDecider.COPYING, BOTH_GO)
                : Optional.of(new Due(
                        new CopyStep.Keep(inventory),
                        () -> steps.server().keep(copy, inventory) && writes.keeps(set, copy)));
    }

    /** Why a disk that goes already is waited for; empty where both servers list the complete copy, and nothing else. */
    Optional<Due> going(LiveService service, JsonNode copy) {
        return streams.going(
                        service.names(),
                        CopySteps.tls(service),
                        ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS))
                .map(Due::waiting);
    }
}
