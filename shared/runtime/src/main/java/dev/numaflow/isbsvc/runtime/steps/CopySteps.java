package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.steps.GuardedChange.Due;
import java.time.Clock;
import java.util.Optional;

/** How each step of copying and restoring is taken, once it is decided: by which server, and with what recorded before it. */
final class CopySteps {

    private final Planning planning;
    private final MigrationWrites writes;
    private final CopyServer server;
    private final CopiedStreams streams;
    private final ServerRestart copyRestart;
    private final ServerRestart nodeRestart;

    CopySteps(
            ClusterWriter cluster,
            Planning planning,
            MigrationWrites writes,
            ChildApplier applier,
            CopiedStreams streams,
            Clock clock) {
        this.planning = planning;
        this.writes = writes;
        this.server = new CopyServer(cluster, applier);
        this.streams = streams;
        this.copyRestart = new ServerRestart(cluster, clock, Annotations.COPIED_TO);
        this.nodeRestart = new ServerRestart(cluster, clock, Annotations.RESTORED_THROUGH);
    }

    CopyServer server() {
        return server;
    }

    /** Of the second server, after what is copied to it. */
    ServerRestart copyRestart() {
        return copyRestart;
    }

    /** Of the node, after what is restored to it. */
    ServerRestart nodeRestart() {
        return nodeRestart;
    }

    /** The second server is made; again on the volume that it has. @param from the claim that is copied; not needed where there is a volume */
    Due make(LiveService service, JsonNode statefulSet, Optional<JsonNode> from) {
        CopyStep.Prepare prepare = new CopyStep.Prepare();
        Parsed<Plan> plan = planning.plan(service, Optional.of(statefulSet));
        return plan.isGood()
                ? new Due(prepare, turn -> {
                    Optional<String> refused = server.make(plan.value(), statefulSet, from);
                    refused.ifPresent(why -> turn.waits(new NextStep.Wait(prepare.message(), why, false)));
                    return refused.isEmpty();
                })
                : Due.waiting(new NextStep.Wait(
                        prepare.message(), plan.violations().get(0).toString(), true));
    }

    /** A step that was decided while the service has its disk. */
    Due copying(LiveService service, JsonNode statefulSet, NextStep next) {
        Names names = service.names();
        if (next instanceof CopyStep.Close) {
            return new Due(next, turn -> writes.closes(statefulSet, true) && streams.close(names, tls(service), turn));
        }
        return next instanceof CopyStep.Copy
                ? new Due(
                        next,
                        turn -> streams.copy(
                                names,
                                tls(service),
                                turn,
                                () -> copyRestart.gives(names.ofCopy(), server.claim(names))))
                : Due.waiting(next);
    }

    /** A step that was decided once it has another one. */
    Due restoring(LiveService service, NextStep next) {
        Names names = service.names();
        return next instanceof CopyStep.Close || next instanceof CopyStep.Restore
                ? new Due(
                        next,
                        turn -> streams.restore(
                                names, tls(service), turn, () -> nodeRestart.gives(names, server.claim(names))))
                : Due.waiting(next);
    }

    /** The same of what several nodes have lost since. */
    Due restoringLost(LiveService service, NextStep next) {
        Names names = service.names();
        return next instanceof CopyStep.Close || next instanceof CopyStep.Restore
                ? new Due(
                        next,
                        turn -> streams.restoreLost(
                                names, tls(service), turn, () -> nodeRestart.gives(names, server.claim(names))))
                : Due.waiting(next);
    }

    /** What comes before the service goes on with its streams; empty where each takes messages. */
    Optional<Due> open(LiveService service, JsonNode statefulSet) {
        return streams.opening(service.names(), tls(service))
                .map(next -> next instanceof CopyStep.Open
                        ? new Due(
                                next,
                                turn -> streams.open(service.names(), tls(service), copies(service, statefulSet), turn))
                        : Due.waiting(next));
    }

    /** What comes before the copy of what several nodes have goes; empty where each stream has as many copies as it is to have. */
    Optional<Due> replicate(LiveService service, JsonNode statefulSet) {
        int copies = copies(service, statefulSet);
        return streams.replicating(service.names(), tls(service), copies)
                .map(next -> new Due(next, turn -> streams.replicate(service.names(), tls(service), copies, turn)));
    }

    /** The same, where the StatefulSet remembers that they were closed: that they are open again is recorded there. */
    Optional<Due> opened(LiveService service, JsonNode statefulSet) {
        return open(service, statefulSet)
                .or(() -> ObjectMetas.annotation(statefulSet, Annotations.STREAMS_CLOSED)
                                .isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Due(new CopyStep.Opened(), () -> writes.closes(statefulSet, false))));
    }

    /** No copy is taken for complete from then on; whoever has decided before that the disk goes finds another claim first. */
    Due forget(Names names, JsonNode copy, JsonNode statefulSet) {
        return new Due(
                new CopyStep.Forget(),
                () -> writes.keepsDisk(names) && server.forget(copy) && writes.forgets(statefulSet));
    }

    /** The copy goes, which nobody needs. */
    Due remove(LiveService service, JsonNode copy, String why) {
        return new Due(new CopyStep.Remove(why), () -> server.remove(service, copy));
    }

    /**
     * Of each stream, where there are nodes for them: one that has one copy had no choice. The spec may ask for one node again, or be refused,
     * while the nodes are those of before.
     */
    private int copies(LiveService service, JsonNode statefulSet) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(statefulSet));
        return plan.isGood() ? plan.value().effective().buffers().replicas() : Running.FEWEST_IN_STEPS;
    }

    static boolean tls(LiveService service) {
        return Optional.ofNullable(service.metadataAndStatus().status().config())
                .flatMap(config -> Optional.ofNullable(config.jetstream()))
                .filter(jetstream -> Boolean.TRUE.equals(jetstream.tlsEnabled()))
                .isPresent();
    }

    static Optional<Due> waiting(String place, String what) {
        return Optional.of(Due.waiting(new NextStep.Wait(place, what, false)));
    }
}
