package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DeletedContents;
import dev.numaflow.isbsvc.rendering.ownership.DeletionBlocker;
import dev.numaflow.isbsvc.rendering.ownership.DeletionRefusal;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.OrphanBlockers;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionBlockers;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Decides whether a service that no Pipeline refers to may be deleted with what it stores: not as long as it holds, or may hold,
 * messages that Pipelines which moved away have not read, nor within the grace period of a deleted Pipeline that left unread
 * messages. It queries the monitoring ports, so that lost credentials block no deletion.
 */
@Singleton
public class MovedBuffers implements DeletionBlockers {

    private final ClusterView objects;
    private final BiFunction<Names, Integer, List<NodeReport>> servers;
    private final BiPredicate<Names, Integer> healthy;
    private final Clock clock;

    @Inject
    public MovedBuffers(ClusterView objects, ServerReports servers, Clock clock) {
        this(objects, servers::of, servers::isHealthy, clock);
    }

    /**
     * @param servers the reports of those nodes of a service that answer, given its number of nodes
     * @param healthy whether a node reports that it can read all that it stores
     */
    public MovedBuffers(
            ClusterView objects,
            BiFunction<Names, Integer, List<NodeReport>> servers,
            BiPredicate<Names, Integer> healthy,
            Clock clock) {
        this.clock = clock;
        this.objects = objects;
        this.servers = servers;
        this.healthy = healthy;
    }

    /** A service that never became ready was given no streams. */
    @Override
    public Optional<DeletionRefusal> of(LiveService service) {
        StoringNodes nodes = StoringNodes.of(objects, service);
        if (!nodes.haveServed() || nodes.areRetained()) {
            return Optional.empty();
        }
        LivePipelines living = new PipelineSource(objects).in(service.names().namespace());
        List<DeletionBlocker> blockers =
                DeletionBlocker.unapproved(blockers(service, nodes, living), service.uid(), nodes.approve());
        return blockers.isEmpty() ? Optional.empty() : Optional.of(DeletionBlocker.refusal(blockers, service.uid()));
    }

    /** Queries the servers once, possibly for the last time: what they do not report now stays unknown. */
    @Override
    public Optional<String> contents(LiveService service) {
        StoringNodes nodes = StoringNodes.of(objects, service);
        if (!nodes.haveServed() || nodes.areRetained()) {
            return Optional.empty();
        }
        List<NodeReport> reports = servers.apply(service.names(), nodes.count());
        Set<String> answered = reports.stream().map(NodeReport::name).collect(Collectors.toSet());
        ActualStreams actual =
                ActualStreams.ofNodes(reports, nodes.count()).withOwnersOf(OwnerLedger.read(objects, service.names()));
        return new DeletedContents(actual, nodes.without(answered)).message();
    }

    private List<DeletionBlocker> blockers(LiveService service, StoringNodes nodes, LivePipelines living) {
        Names names = service.names();
        Set<String> sure = sure(names, servers.apply(names, nodes.count()));
        // Queried again: the list of a server that is starting does not show what it stores.
        List<NodeReport> reports = servers.apply(names, nodes.count());
        sure.retainAll(reports.stream().map(NodeReport::name).toList());
        ActualStreams actual =
                ActualStreams.ofNodes(reports, nodes.count()).withOwnersOf(OwnerLedger.read(objects, names));
        Destinations destinations =
                new Destinations(objects, servers, service.config().instance(), living);
        List<DeletionBlocker> blockers =
                new ArrayList<>(DeletionBlocker.among(actual, living, moved -> destinations.decide(moved, names)));
        blockers.addAll(
                new OrphanBlockers(actual, living, service.metadataAndStatus().status(), clock.instant()).all());
        List<String> silent = nodes.without(sure);
        if (!silent.isEmpty() && living.mayHaveUsed(nodes.created())) {
            blockers.add(DeletionBlocker.ofSilent(silent));
        }
        return blockers;
    }

    private Set<String> sure(Names names, List<NodeReport> reports) {
        BoundedParallel<Optional<String>> asked = BoundedParallel.each(reports, report -> Optional.of(report.name())
                .filter(pod -> healthy.test(names, StoringNodes.ordinal(pod))));
        asked.throwFirstFailure();
        return asked.done().stream().flatMap(Optional::stream).collect(Collectors.toSet());
    }
}
