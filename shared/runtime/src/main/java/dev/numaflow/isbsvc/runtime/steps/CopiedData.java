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
 * the second server goes once both have the same. Where it stands follows from three claims alone: as long as the one that was copied stays,
 * the copy is needed by nobody; afterwards it is removed only when all of it is restored.
 */
@Singleton
public class CopiedData {

    private final Planning planning;
    private final CopyServer server;
    private final CopiedStreams streams;
    private final PausedPipelines pipelines;

    @Inject
    public CopiedData(
            ClusterWriter cluster,
            Planning planning,
            ChildApplier applier,
            NatsAccess access,
            ServerReports servers,
            Clock clock) {
        this.planning = planning;
        this.server = new CopyServer(cluster, applier);
        this.streams = new CopiedStreams(access, servers, clock);
        this.pipelines = new PausedPipelines(cluster);
    }

    /** The claim of the copy; empty where there is none. */
    Optional<JsonNode> claim(Names names) {
        return server.claim(names);
    }

    /** Why somebody may write to the service, in words for users; empty where nobody does. */
    Optional<String> writers(Names names) {
        return pipelines.obstacle(names);
    }

    /** What comes before the server goes, with its disk; empty where everything on it has an equal copy. */
    Optional<Due> before(LiveService service, MigrationView seen) {
        Names names = service.names();
        Optional<JsonNode> copy = claim(names);
        if (copy.filter(claim -> !isOf(claim, seen.claim(0))).isPresent()) {
            // Somebody deleted the claim that was copied, and its pod.
            return after(service, seen.statefulSet());
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
        if (copy.isEmpty()) {
            return waiting(CopyDecider.COPYING, "the second server has no claim yet");
        }
        return streams.copying(names, tls(service)).map(next -> due(service, next));
    }

    private static boolean isOf(JsonNode copy, Optional<JsonNode> claim) {
        return claim.map(ObjectMetas::uid)
                .filter(ObjectMetas.annotation(copy, Annotations.COPIED_FROM)::equals)
                .isPresent();
    }

    /** Whether everything has an equal copy, and nobody may write: asked right before the server goes. */
    boolean isComplete(LiveService service, MigrationView seen) {
        return before(service, seen).isEmpty() && writers(service.names()).isEmpty();
    }

    /** What comes once the service has another disk; empty where there is no copy. */
    Optional<Due> after(LiveService service, JsonNode statefulSet) {
        Names names = service.names();
        if (claim(names).isEmpty()) {
            return Optional.empty();
        }
        if (!server.isMade(names)) {
            return Optional.of(make(service, statefulSet, Optional.empty()));
        }
        return streams.restoring(names, tls(service))
                .map(next -> due(service, next))
                .or(() -> remove(service, "every stream is restored"));
    }

    /** What comes before the service goes on with the disk that it has; empty where there is no copy. */
    Optional<Due> without(LiveService service, JsonNode statefulSet) {
        return claim(service.names())
                        .filter(copy -> server.isOnlyPlace(service.names(), copy))
                        .isPresent()
                ? after(service, statefulSet)
                : remove(service, "what was copied is where it was");
    }

    /** The copy goes, which nobody needs. @return empty where there is none */
    private Optional<Due> remove(LiveService service, String why) {
        return claim(service.names()).map(claim -> new Due(new CopyStep.Remove(why), () -> server.remove(service)));
    }

    private Due make(LiveService service, JsonNode statefulSet, Optional<JsonNode> from) {
        return new Due(new CopyStep.Prepare(), () -> {
            Parsed<Plan> plan = planning.plan(service, Optional.of(statefulSet));
            return plan.isGood() && server.make(plan.value(), statefulSet, from);
        });
    }

    private Due due(LiveService service, NextStep next) {
        if (next instanceof CopyStep.Copy) {
            return new Due(next, turn -> streams.copy(service.names(), tls(service), turn));
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
