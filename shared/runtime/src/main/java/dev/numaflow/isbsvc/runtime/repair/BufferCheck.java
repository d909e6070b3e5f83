package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.provisioning.Destinations;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Finds missed events about Pipelines: desired streams are missing, or streams exist that are no longer needed. */
final class BufferCheck {

    private final Clock clock;
    private final ClusterView objects;
    private final BiFunction<Names, Integer, List<NodeReport>> servers;

    /** @param servers the reports of those nodes of a service that answer, given its number of nodes */
    BufferCheck(ClusterView objects, BiFunction<Names, Integer, List<NodeReport>> servers, Clock clock) {
        this.objects = objects;
        this.servers = servers;
        this.clock = clock;
    }

    /** One for each affected stream: a Pipeline with several of them is named several times. */
    List<MissedEvent> missed(ServiceSnapshot service) {
        Optional<BufferConfig> config =
                Readiness.bufferConfig(service.service().metadataAndStatus().status(), service.statefulSet());
        if (config.isEmpty() || service.statefulSet().isEmpty()) {
            return List.of();
        }
        int replicas = NodeSet.of(service.statefulSet().get()).replicas();
        List<NodeReport> nodes = service.nodes().reports(replicas);
        DesiredStreams desired = DesiredStreams.of(
                service.pipelines()
                        .of(
                                service.service().names(),
                                service.service().config().instance()),
                config.get());
        if (nodes.isEmpty()) {
            return List.of();
        }
        ActualStreams actual = ActualStreams.ofNodes(nodes, replicas)
                .withOwnersOf(service.ledger())
                .withAhead(service.nodes().ahead(replicas));
        int silent = replicas - nodes.size();
        return Stream.concat(
                        missed(service, StreamDiff.of(desired, actual, owners(service)), silent),
                        silent == 0 ? noted(service.ledger(), desired, actual) : Stream.empty())
                .toList();
    }

    /** The service that a Pipeline uses now is inspected only where that decides. */
    private StreamDiff.Owners owners(ServiceSnapshot service) {
        Names from = service.service().names();
        Destinations destinations =
                new Destinations(objects, servers, service.service().config().instance(), service.pipelines());
        return new StreamDiff.Owners(
                service.pipelines(),
                moved -> DeletionDecision.dependsOnTheOther(moved, from)
                        ? destinations.decide(moved, from)
                        : new DeletionDecision(moved, from, Optional.empty()),
                clock.instant());
    }

    /**
     * What is due, and what no Event reports: an Event is kept for about an hour, and what it reports lasts longer.
     *
     * @param silent how many nodes did not answer: a stream with no more copies than that may exist nevertheless
     */
    private Stream<MissedEvent> missed(ServiceSnapshot service, StreamDiff diff, int silent) {
        return Stream.concat(
                        diff.due().stream()
                                .filter(action -> !(action instanceof Create create) || create.isCertain(silent)),
                        diff.reported().stream()
                                .filter(action -> !action.missed().isEmpty()
                                        && !action.isDue()
                                        && !isRecorded(action, service.service().names())))
                .map(action -> MissedEvent.reference(
                        action.isOfGone() ? EventType.REF_DELETE : EventType.REF_ADD,
                        ref(action.owner()),
                        action.missed()));
    }

    /** Whether an Event about the Pipeline, and not about an earlier one of its name, reports it. */
    private boolean isRecorded(StreamAction action, Names service) {
        return objects.eventsAbout(ref(action.owner()), action.reason().label()).stream()
                .filter(event -> event.at("/involvedObject/uid")
                        .asText()
                        .equals(action.owner().uid()))
                .map(event -> event.path("message").asText())
                .anyMatch(message -> action.identity().isPresent()
                        ? DeletionDecision.isAbout(service, message)
                        : EventMessage.isIn(message, action.text()));
    }

    private static Stream<MissedEvent> noted(StreamLedger ledger, DesiredStreams desired, ActualStreams actual) {
        return ledger.stale(desired, actual).stream()
                .flatMap(name -> ledger.owner(name).stream())
                .map(owner -> MissedEvent.reference(
                        EventType.REF_DELETE, ref(owner), "is noted as the owner of what is gone"));
    }

    private static ObjectRef ref(StreamOwner owner) {
        return new ObjectRef(
                ObjectKind.ofKind(owner.kind()).orElse(ObjectKind.PIPELINE), owner.namespace(), owner.name());
    }
}
