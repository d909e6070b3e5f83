package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.DataCopy;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PausedPipelines;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
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
 * the second server goes once both have the same. In between nobody can write to any stream. Where it stands follows from the claims: as long as
 * the one that was copied stays, the copy is needed by nobody; afterwards it is removed only when all of it is restored.
 */
@Singleton
public class CopiedData {

    private static final String LOST =
            "the volume of the complete copy is not there any more, or another one has its name: nothing else is"
                    + " known to have what the service stored. Bring back that volume; where the data may go instead, empty the annotation "
                    + Annotations.ENCRYPTION_COPIED + " of the StatefulSet";
    private static final String INCOMPLETE =
            "the disk of the service was deleted by somebody before its copy was complete: what was copied is"
                    + " restored, and the copy stays until its StatefulSet and its claim are deleted";
    private static final String OF_ANOTHER =
            "a copy of an earlier service of this name is there: keep or delete its StatefulSet and its claim";
    private static final String BOTH_GO =
            "the claim of the copy is being deleted by somebody, as that of the service is: both servers have what"
                    + " is stored as long as their pods run, so keep one of them elsewhere";

    private final Planning planning;
    private final MigrationWrites writes;
    private final CopyServer server;
    private final CopiedStreams streams;
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
        this.planning = planning;
        this.writes = writes;
        this.server = new CopyServer(cluster, applier);
        this.streams = new CopiedStreams(access, servers, clock);
        this.pipelines = new PausedPipelines(cluster);
    }

    /** The claim of the copy; empty where there is none of this service. */
    Optional<JsonNode> claim(LiveService service) {
        return server.claim(service.names()).filter(claim -> DataCopy.isFor(service, claim));
    }

    /** Whether the only other place of the data that is left has all of it. */
    boolean holdsEverything(LiveService service) {
        return claim(service).filter(CopiedData::isRecorded).isPresent();
    }

    private static boolean isRecorded(JsonNode copy) {
        return ClaimFinalizer.isOn(copy)
                && !ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS).isEmpty();
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
            return waiting(CopyDecider.COPYING, OF_ANOTHER);
        }
        if (copy.filter(claim -> !isOf(claim, seen.claim(0))).isPresent()) {
            // Somebody deleted the claim that was copied, and its pod.
            return after(service, seen.statefulSet());
        }
        if (copy.filter(ObjectMetas::isDeleting).isPresent() && !isGoing(seen)) {
            return remove(service, "its volume is being deleted by somebody, and another one is made");
        }
        if (isGoing(seen) && isKept(seen, copy)) {
            return streams.going(
                            names, tls(service), ObjectMetas.annotation(copy.orElseThrow(), Annotations.COPIED_STREAMS))
                    .map(Due::waiting);
        }
        Optional<String> writers = writers(names);
        if (writers.isPresent()) {
            return waiting(CopyDecider.COPYING, writers.get());
        }
        if (!server.isMade(names)) {
            return server.isGoing(names)
                    ? waiting(CopyDecider.COPYING, "the volume of an earlier copy is not gone yet")
                    : Optional.of(make(service, seen.statefulSet(), seen.claim(0)));
        }
        return copy.isEmpty()
                ? waiting(CopyDecider.COPYING, "the second server has no claim yet")
                : compared(service, seen, copy.get());
    }

    /** What its pod lists counts once that was restarted: from then on it is what its disk has. */
    private Optional<Due> compared(LiveService service, MigrationView seen, JsonNode copy) {
        Names names = service.names();
        boolean isRestarted = server.isRestarted(names, copy);
        Optional<NextStep> next = streams.copying(names, tls(service));
        if (next.filter(NextStep.Act.class::isInstance).isPresent() && isTaken(copy, seen.statefulSet())) {
            // Whoever reads has taken something away: another copy is made of that, and until then none is complete.
            return Optional.of(forget(copy, seen.statefulSet()));
        }
        if (next.isPresent()) {
            return next.map(step -> due(service, step));
        }
        if (!isRestarted) {
            return server.isRestarting(names, copy)
                    ? waiting(CopyDecider.COPYING, "the second server is being restarted")
                    : Optional.of(new Due(new CopyStep.Restart(), () -> server.restart(names, copy)));
        }
        return kept(seen, copy, streams.inventory(names, tls(service)));
    }

    private Optional<Due> kept(MigrationView seen, JsonNode copy, String inventory) {
        if (CopyServer.isKept(copy, inventory)
                && RecordedApprovals.copied(seen.statefulSet()).equals(ObjectMetas.uid(copy))) {
            return Optional.empty();
        }
        return ObjectMetas.isDeleting(copy) && !CopyServer.isKept(copy, inventory)
                ? waiting(CopyDecider.COPYING, BOTH_GO)
                : Optional.of(new Due(
                        new CopyStep.Keep(inventory),
                        () -> server.keep(copy, inventory) && writes.keeps(seen.statefulSet(), ObjectMetas.uid(copy))));
    }

    /** Whether the disk of the service goes with its pod. */
    private static boolean isGoing(MigrationView seen) {
        return seen.claim(0).filter(ObjectMetas::isDeleting).isPresent();
    }

    private static boolean isKept(MigrationView seen, Optional<JsonNode> copy) {
        return copy.filter(CopiedData::isRecorded)
                .map(ObjectMetas::uid)
                .filter(RecordedApprovals.copied(seen.statefulSet())::equals)
                .isPresent();
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
        Names names = service.names();
        Optional<JsonNode> copy = claim(service);
        String kept = RecordedApprovals.copied(statefulSet);
        if (copy.isEmpty()) {
            return kept.isEmpty() ? opened(service, statefulSet) : waiting(CopyDecider.RESTORING, LOST);
        }
        if (server.current(names)
                .filter(ObjectMetas.annotation(copy.get(), Annotations.RESTORED_TO)::equals)
                .isPresent()) {
            return kept.isEmpty()
                    ? open(service).or(() -> remove(service, "every stream is restored"))
                    : Optional.of(new Due(new CopyStep.Verify(), () -> writes.keeps(statefulSet, "")));
        }
        if (!kept.isEmpty() && !kept.equals(ObjectMetas.uid(copy.get()))) {
            return waiting(CopyDecider.RESTORING, LOST);
        }
        return server.isMade(names)
                ? restored(service, statefulSet, copy.get())
                : Optional.of(make(service, statefulSet, Optional.empty()));
    }

    private Optional<Due> restored(LiveService service, JsonNode statefulSet, JsonNode copy) {
        String inventory = ObjectMetas.annotation(copy, Annotations.COPIED_STREAMS);
        Optional<NextStep> next = streams.restoring(service.names(), tls(service), inventory);
        if (next.isPresent()) {
            return next.map(step -> step instanceof CopyStep.Close
                    ? new Due(step, turn -> streams.restore(service.names(), tls(service), turn))
                    : due(service, step));
        }
        Optional<String> current = server.current(service.names());
        if (inventory.isEmpty() || current.isEmpty()) {
            return waiting(CopyDecider.RESTORING, inventory.isEmpty() ? INCOMPLETE : "the claim of the node goes");
        }
        return Optional.of(new Due(
                new CopyStep.Verify(), () -> server.verify(copy, current.get()) && writes.keeps(statefulSet, "")));
    }

    /** What comes before the service goes on with the disk that it has; empty where there is no copy, and each stream takes messages. */
    Optional<Due> without(LiveService service, JsonNode statefulSet) {
        Optional<JsonNode> copy = claim(service);
        if (copy.isEmpty()) {
            return opened(service, statefulSet);
        }
        if (server.isOnlyPlace(service.names(), copy.get())) {
            return after(service, statefulSet);
        }
        return isTaken(copy.get(), statefulSet)
                // It is complete as long as nobody can write.
                ? Optional.of(forget(copy.get(), statefulSet))
                : open(service).or(() -> remove(service, "what was copied is where it was"));
    }

    /** Whether anybody may take the copy for complete. */
    private static boolean isTaken(JsonNode copy, JsonNode statefulSet) {
        return isRecorded(copy) || !RecordedApprovals.copied(statefulSet).isEmpty();
    }

    private Due forget(JsonNode copy, JsonNode statefulSet) {
        return new Due(new CopyStep.Forget(), () -> server.forget(copy) && writes.keeps(statefulSet, ""));
    }

    /** Only while everything is copied can a stream be closed, or where nobody remembers that. */
    private Optional<Due> opened(LiveService service, JsonNode statefulSet) {
        return RecordedApprovals.of(statefulSet).copies() ? open(service) : Optional.empty();
    }

    private Optional<Due> open(LiveService service) {
        return streams.opening(service.names(), tls(service))
                .map(next -> next instanceof CopyStep.Open
                        ? new Due(next, turn -> streams.open(service.names(), tls(service), turn))
                        : Due.waiting(next));
    }

    /** The copy goes, which nobody needs. @return empty where there is none */
    private Optional<Due> remove(LiveService service, String why) {
        return claim(service).map(claim -> new Due(new CopyStep.Remove(why), () -> server.remove(service)));
    }

    private Due make(LiveService service, JsonNode statefulSet, Optional<JsonNode> from) {
        CopyStep.Prepare prepare = new CopyStep.Prepare();
        Parsed<Plan> plan = planning.plan(service, Optional.of(statefulSet));
        return plan.isGood()
                ? new Due(prepare, () -> server.make(plan.value(), statefulSet, from))
                : Due.waiting(new NextStep.Wait(
                        prepare.message(), plan.violations().get(0).toString(), true));
    }

    private Due due(LiveService service, NextStep next) {
        if (next instanceof CopyStep.Close) {
            return new Due(next, turn -> streams.close(service.names(), tls(service), turn));
        }
        if (next instanceof CopyStep.Copy) {
            Names names = service.names();
            return new Due(next, turn -> streams.copy(names, tls(service), turn, () -> server.gives(names)));
        }
        return next instanceof CopyStep.Restore
                ? new Due(next, turn -> streams.restore(service.names(), tls(service), turn))
                : Due.waiting(next);
    }

    private static boolean tls(LiveService service) {
        return Optional.ofNullable(service.metadataAndStatus().status().config())
                .flatMap(config -> Optional.ofNullable(config.jetstream()))
                .filter(jetstream -> Boolean.TRUE.equals(jetstream.tlsEnabled()))
                .isPresent();
    }

    private static Optional<Due> waiting(String place, String what) {
        return Optional.of(Due.waiting(new NextStep.Wait(place, what, false)));
    }
}
