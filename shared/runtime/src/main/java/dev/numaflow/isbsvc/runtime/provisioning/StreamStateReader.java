package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the living Pipelines and the state of the servers, and writes nothing. A first read takes one request for each 256 streams
 * and one for each node; apparent differences are confirmed by an exact query before anything is done.
 */
@Singleton
class StreamStateReader {

    private final ClusterView objects;
    private final PipelineSource pipelines;
    private final ServerReports servers;
    private final Clock clock;

    @Inject
    StreamStateReader(ClusterView objects, PipelineSource pipelines, ServerReports servers, Clock clock) {
        this.objects = objects;
        this.pipelines = pipelines;
        this.servers = servers;
        this.clock = clock;
    }

    StreamStates states(ReadyService ready, OwnedStreams streams) {
        LivePipelines living = pipelines.in(ready.names().namespace());
        DesiredStreams desired = DesiredStreams.of(
                living.of(ready.names(), ready.service().config().instance()), ready.config());
        int nodes = ready.nodes().replicas();
        List<NodeReport> reports = servers.of(ready.names(), nodes);
        ActualStreams actual = ActualStreams.of(streams.all(), nodes)
                .withConsumersOf(reports)
                .withAhead(servers.consumersAhead(ready.names(), nodes, reports));
        Destinations destinations =
                new Destinations(objects, servers::of, ready.service().config().instance(), living);
        return StreamStates.of(
                desired,
                new StreamDiff.Owners(living, moved -> destinations.decide(moved, ready.names()), clock.instant()),
                actual,
                streams,
                Map.of());
    }

    /**
     * The same after querying the servers, one by one, for the streams about which a listing may be stale. One without an answer is
     * left alone: the others do not wait for it. The service that a moved Pipeline uses now is not inspected again.
     */
    StreamStates confirmed(StreamStates states, OwnedStreams streams) {
        Map<String, NatsUnavailable> unanswered = new ConcurrentHashMap<>();
        BoundedParallel<Optional<StreamReport>> asked =
                BoundedParallel.each(states.diff().suspects(), name -> {
                    try {
                        return streams.one(name);
                    } catch (NatsUnavailable failure) {
                        unanswered.put(name, failure);
                        return Optional.empty();
                    }
                });
        asked.throwFirstFailure();
        List<StreamReport> exact =
                asked.done().stream().flatMap(Optional::stream).toList();
        return StreamStates.of(
                states.desired(), states.owners(), states.actual().with(exact), streams, unanswered);
    }

    /** Reads the Pipeline again; nothing when it is gone. */
    Optional<JsonNode> now(PipelineRef pipeline) {
        return objects.get(ObjectRef.of(pipeline.object()));
    }

    /** Reads the Pipeline of this name again, be it the same or a new one. */
    Optional<StreamOwner> now(StreamOwner owner) {
        return pipelines.now(owner);
    }

    /**
     * The time after which the streams may have received other messages than those that they had when they lost their end: the start
     * of the first server, as long as no server was restarted since a consumer was seen to be ahead.
     */
    Optional<Instant> unchangedSince(ReadyService ready) {
        Optional<Instant> seen =
                PreviousHealth.of(ready.service().metadataAndStatus().status()).aheadSince();
        return servers.runSince(ready.names(), ready.nodes().replicas())
                .filter(start -> seen.isEmpty() || !start.isAfter(seen.get()));
    }

    /** Whether what seems missing may only be unreadable: a single server is not healthy then, a cluster has no quorum. */
    boolean mayOnlyBeUnreadable(ReadyService ready) {
        return ready.nodes().replicas() == 1 && !servers.isHealthy(ready.names(), 0);
    }
}
