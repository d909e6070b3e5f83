package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.DataCopy;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PausedPipelines;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/**
 * Keeps the data of a service whose only node gets an empty disk: everything is copied to a second server before that, restored after it, and
 * the second server goes once both have the same. In between nobody can write to any stream that was there. Where it stands follows from the claims: as long as
 * the one that was copied stays, the copy is needed by nobody; afterwards it is removed only when all of it is restored.
 */
@Singleton
public class CopiedData {

    private static final String OF_ANOTHER =
            "a copy of an earlier service of this name is there: keep or delete its StatefulSet and its claim";

    private final CopySteps steps;
    private final CopyServer server;
    private final CopyCompletion completion;
    private final CopyRestoration restoration;
    private final PausedPipelines pipelines;

    @Inject
    public CopiedData(
            ClusterWriter cluster,
            Planning planning,
            MigrationWrites writes,
            ChildApplier applier,
            NatsAccess access,
            ServerReports servers,
            Clock clock) {
        CopiedStreams streams = new CopiedStreams(cluster, access, servers, clock);
        this.steps = new CopySteps(cluster, planning, writes, applier, streams, clock);
        this.server = steps.server();
        this.completion = new CopyCompletion(steps, streams, writes);
        this.restoration = new CopyRestoration(steps, streams, writes);
        this.pipelines = new PausedPipelines(cluster);
    }

    /** The claim of the copy; empty where there is none of this service. */
    Optional<JsonNode> claim(LiveService service) {
        return server.claim(service.names()).filter(claim -> DataCopy.isFor(service, claim));
    }

    /** Whether the only other place of the data that is left has all of it. */
    boolean holdsEverything(LiveService service) {
        return claim(service).filter(CopyCompletion::isRecorded).isPresent();
    }

    /** Why somebody may write to the service, in words for users; empty where nobody does. */
    Optional<String> writers(Names names) {
        return pipelines.obstacle(names);
    }

    /** What comes before the server goes, with its disk; empty where everything on it has an equal copy, which is held. */
    Optional<Due> before(LiveService service, MigrationView seen) {
        Names names = service.names();
        Optional<JsonNode> copy = claim(service);
        if (copy.isEmpty() && server.claim(names).isPresent()) {
            return CopySteps.waiting(CopyDecider.COPYING, OF_ANOTHER);
        }
        if (copy.isEmpty()
                && RecordedApprovals.isCopiedFromAnother(
                        seen.statefulSet(), seen.claim(0).map(ObjectMetas::uid))) {
            return CopyRestoration.lost(seen.statefulSet());
        }
        if (copy.filter(claim -> !isOf(claim, seen.claim(0))).isPresent()) {
            // Somebody deleted the claim that was copied, and its pod.
            return after(service, seen.statefulSet());
        }
        return copy.isPresent() ? copied(service, seen, copy.get()) : made(service, seen);
    }

    private Optional<Due> copied(LiveService service, MigrationView seen, JsonNode copy) {
        if (ObjectMetas.isDeleting(copy) && !isGoing(seen)) {
            return Optional.of(
                    CopyCompletion.isTaken(seen.statefulSet(), copy)
                            ? steps.forget(service.names(), copy, seen.statefulSet())
                            : steps.remove(
                                    service, copy, "its volume is being deleted by somebody, and another one is made"));
        }
        boolean isMade = server.isMade(service.names());
        if (isGoing(seen) && CopyCompletion.isKept(seen.statefulSet(), copy)) {
            return isMade
                    ? completion.going(service, copy)
                    : Optional.of(steps.make(service, seen.statefulSet(), Optional.empty()));
        }
        return writing(service).or(() -> isMade ? completion.next(service, seen, copy) : made(service, seen));
    }

    private Optional<Due> writing(LiveService service) {
        return writers(service.names()).flatMap(why -> CopySteps.waiting(CopyDecider.COPYING, why));
    }

    private Optional<Due> made(LiveService service, MigrationView seen) {
        Names names = service.names();
        Optional<Due> writing = writing(service);
        if (writing.isPresent()) {
            return writing;
        }
        if (server.isMade(names)) {
            return CopySteps.waiting(CopyDecider.COPYING, "the second server has no claim yet");
        }
        return server.isGoing(names)
                ? CopySteps.waiting(CopyDecider.COPYING, "the volume of an earlier copy is not gone yet")
                : Optional.of(steps.make(service, seen.statefulSet(), seen.claim(0)));
    }

    /** Whether the disk of the service goes with its pod. */
    private static boolean isGoing(MigrationView seen) {
        return seen.claim(0).filter(ObjectMetas::isDeleting).isPresent();
    }

    private static boolean isOf(JsonNode copy, Optional<JsonNode> claim) {
        return claim.map(ObjectMetas::uid)
                .filter(ObjectMetas.annotation(copy, Annotations.COPIED_FROM)::equals)
                .isPresent();
    }

    /** Whether everything has an equal copy, and nobody may read or write, unless the disk goes already: asked right before the server goes. */
    boolean isComplete(LiveService service, MigrationView seen) {
        return before(service, seen).isEmpty()
                && (isGoing(seen) || writers(service.names()).isEmpty());
    }

    /** What comes once the service has another disk; empty where there is no copy, and nothing waits for one. */
    Optional<Due> after(LiveService service, JsonNode statefulSet) {
        Optional<JsonNode> copy = claim(service);
        return copy.isPresent()
                ? Optional.of(restoration.next(service, statefulSet, copy.get()))
                : CopyRestoration.lost(statefulSet)
                        .or(() -> isClosed(statefulSet) ? steps.opened(service, statefulSet) : Optional.empty());
    }

    /**
     * What several nodes have lost since everything was restored and compared, which no gate waits for to end by itself.
     *
     * @return empty where they have everything, or that is waited for
     */
    Optional<Due> lost(LiveService service, JsonNode statefulSet) {
        return claim(service)
                .flatMap(copy -> restoration.lostSince(service, statefulSet, copy))
                .filter(due -> due.step() instanceof NextStep.Act);
    }

    /** What comes before the service goes on with the disk that it has; empty where there is no copy, and each stream takes messages. */
    Optional<Due> without(LiveService service, JsonNode statefulSet) {
        Optional<JsonNode> copy = claim(service);
        if (copy.isEmpty()) {
            return RecordedApprovals.isCopiedFromAnother(statefulSet, server.current(service.names()))
                    ? CopyRestoration.lost(statefulSet)
                    : opened(service, statefulSet, isClosed(statefulSet));
        }
        if (server.isOnlyPlace(service.names(), copy.get())) {
            return after(service, statefulSet);
        }
        boolean mayBeClosed =
                isClosed(statefulSet) || !RecordedApprovals.of(statefulSet).copies();
        return Optional.of(
                CopyCompletion.isTaken(statefulSet, copy.get())
                        // It is complete as long as nobody can write.
                        ? steps.forget(service.names(), copy.get(), statefulSet)
                        : opened(service, statefulSet, mayBeClosed)
                                .orElseGet(() -> steps.remove(service, copy.get(), "what was copied is where it was")));
    }

    /** Where nobody can ask the node, a change is taken back all the same: its disk is there, and its streams are opened once it is back. */
    private Optional<Due> opened(LiveService service, JsonNode statefulSet, boolean mayBeClosed) {
        if (!mayBeClosed) {
            return Optional.empty();
        }
        Optional<Due> next = steps.opened(service, statefulSet);
        boolean waits = next.filter(due -> due.step() instanceof NextStep.Wait).isPresent();
        return waits && RecordedApprovals.of(statefulSet).copies()
                ? Optional.empty()
                : next.map(due -> waits ? due.yielding() : due);
    }

    /** Where the StatefulSet was lost, nobody remembers. */
    private static boolean isClosed(JsonNode statefulSet) {
        return !ObjectMetas.annotation(statefulSet, Annotations.STREAMS_CLOSED).isEmpty();
    }
}
