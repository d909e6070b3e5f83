package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.MovedStreams;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Decides about the streams of Pipelines on services that they no longer use, by whether the service that each uses now has taken
 * over. Each service is inspected once, and nothing is written.
 */
public final class Destinations {

    private final ClusterView objects;
    private final BiFunction<Names, Integer, List<NodeReport>> servers;
    private final String instance;
    private final LivePipelines living;
    private final Map<Names, Destination> seen = new HashMap<>();

    /**
     * @param servers the reports of those nodes of a service that answer, given its number of nodes
     * @param instance of the controller's configuration
     * @param living all Pipelines of the namespace
     */
    public Destinations(
            ClusterView objects,
            BiFunction<Names, Integer, List<NodeReport>> servers,
            String instance,
            LivePipelines living) {
        this.objects = objects;
        this.servers = servers;
        this.instance = instance;
        this.living = living;
    }

    /** The streams of a service, or why they do not matter. */
    private record Destination(Optional<String> waitsFor, DesiredStreams desired, StreamDiff diff) {

        static Destination waiting(String why) {
            return new Destination(Optional.of(why), null, null);
        }

        Optional<String> waitsFor(PipelineRef pipeline) {
            return waitsFor.isPresent() || diff.hasAllOf(pipeline, desired)
                    ? waitsFor
                    : Optional.of("which does not have all its buffers yet");
        }
    }

    public DeletionDecision decide(MovedStreams moved, Names from) {
        return new DeletionDecision(moved, from, waitsFor(moved.pipeline()));
    }

    private Optional<String> waitsFor(PipelineRef pipeline) {
        if (!pipeline.user().instance().equals(instance)) {
            return Optional.of("in the controller instance \"" + pipeline.user().instance()
                    + "\", of which nothing is known here");
        }
        return seen.computeIfAbsent(pipeline.service(), this::inspect).waitsFor(pipeline);
    }

    private Destination inspect(Names names) {
        Optional<JsonNode> tree = objects.get(ObjectRef.of(names));
        if (tree.isEmpty()) {
            return Destination.waiting("which does not exist");
        }
        InterStepBufferService service = StrictReader.withoutSpec(tree.get());
        if (!service.belongsTo(instance)) {
            return Destination.waiting("which belongs to another controller instance");
        }
        if (service.isReleased()) {
            return Destination.waiting("which was left to Numaflow's controller");
        }
        if (service.deleting()) {
            return Destination.waiting("which is being deleted");
        }
        Optional<JsonNode> statefulSet = objects.get(ObjectRef.ofStatefulSet(names));
        return Readiness.waitsFor(service.status(), statefulSet)
                .map(waitsFor -> Destination.waiting("which waits for " + waitsFor))
                .orElseGet(() -> compare(service, statefulSet.orElseThrow()));
    }

    private Destination compare(InterStepBufferService service, JsonNode statefulSet) {
        Names names = service.names();
        int nodes = NodeSet.of(statefulSet).replicas();
        List<NodeReport> reports = servers.apply(names, nodes);
        if (reports.isEmpty()) {
            return Destination.waiting("whose servers do not answer");
        }
        ActualStreams actual = ActualStreams.ofNodes(reports, nodes).withOwnersOf(OwnerLedger.read(objects, names));
        DesiredStreams desired = DesiredStreams.of(
                living.of(names, instance),
                Readiness.statedConfig(service.status()).orElseThrow());
        return new Destination(Optional.empty(), desired, StreamDiff.ofDesired(desired, actual, living));
    }
}
