package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.ConsumerReset;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.MovedStreams;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Adoption;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.provisioning.Destinations;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Clock;
import java.time.Instant;
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
        ActualStreams actual = ActualStreams.ofNodes(nodes, replicas).withOwnersOf(service.ledger());
        int silent = replicas - nodes.size();
        return Stream.concat(
                        missed(service, desired, actual, silent, service.nodes().ahead(replicas)),
                        silent == 0 ? noted(service.ledger(), desired, actual) : Stream.empty())
                .toList();
    }

    /** @param silent how many nodes did not answer: a stream with no more copies than that may exist nevertheless */
    private Stream<MissedEvent> missed(
            ServiceSnapshot service,
            DesiredStreams desired,
            ActualStreams actual,
            int silent,
            List<ConsumerAhead> ahead) {
        StreamDiff diff = StreamDiff.of(desired, actual, service.pipelines());
        Instant now = clock.instant();
        return Stream.of(
                        added(
                                desired.refused().stream().map(DesiredStreams.Refusal::claimant),
                                "its buffers are refused"),
                        added(missing(diff, silent), "some of its buffers are missing"),
                        added(
                                diff.damaged().stream()
                                        .map(damaged -> damaged.wanted().claimant()),
                                "some of its buffers cannot work"),
                        added(
                                ConsumerReset.of(ahead, desired, diff).stream().map(ConsumerReset::claimant),
                                "a consumer of its buffers is ahead of its stream"),
                        added(diff.adoptions().stream().map(Adoption::claimant), "it has not taken over what it found"),
                        added(
                                Stream.concat(diff.due(now).stream(), diff.unmarked(now).stream())
                                        .map(Unwanted::owner),
                                "it left buffers that it does not want any more"),
                        moved(service, diff),
                        leftBehind(diff, actual, now))
                .flatMap(missed -> missed);
    }

    /** The service that each uses now is inspected only where that decides. */
    private Stream<MissedEvent> moved(ServiceSnapshot service, StreamDiff diff) {
        Names from = service.service().names();
        List<MovedStreams> open = diff.moved().stream()
                .filter(each -> DeletionDecision.dependsOnTheOther(each, from))
                .toList();
        List<PipelineRef> missed = new Destinations(
                        objects, servers, service.service().config().instance(), service.pipelines())
                .decide(open, from).stream()
                        .filter(decision -> decision.isDue() || decision.isToBeMarked())
                        .map(decision -> decision.moved().claimant())
                        .toList();
        Stream<PipelineRef> forgotten = diff.moved().stream()
                .map(MovedStreams::claimant)
                .filter(claimant -> !missed.contains(claimant) && !isRecorded(claimant, from));
        return Stream.concat(
                added(
                        missed.stream(),
                        "it left buffers on service " + from.isbsvcName() + ", which it does not use any more"),
                added(
                        forgotten,
                        "no Event is left that its buffers on service " + from.isbsvcName() + " wait for its user"));
    }

    /** Whether an Event reports that the deletion waits for the user: an Event is kept for about an hour, and the deletion waits longer. */
    private boolean isRecorded(PipelineRef claimant, Names from) {
        return objects.eventsAbout(ObjectRef.of(claimant.object()), Reason.BUFFER_DELETION_HELD.label()).stream()
                .filter(event -> event.at("/involvedObject/uid")
                        .asText()
                        .equals(claimant.owner().uid()))
                .anyMatch(event ->
                        DeletionDecision.isAbout(from, event.path("message").asText()));
    }

    private static Stream<PipelineRef> missing(StreamDiff diff, int silent) {
        return diff.gaps().stream().filter(gap -> gap.isCertain(silent)).map(gap -> gap.wanted()
                .claimant());
    }

    private static Stream<MissedEvent> leftBehind(StreamDiff diff, ActualStreams actual, Instant now) {
        Stream<MissedEvent> gone = Stream.concat(diff.dueOrphans(now).stream(), diff.unmarkedOrphans(now).stream())
                .map(orphan ->
                        MissedEvent.reference(EventType.REF_DELETE, ref(orphan.pipeline()), "left buffers behind"));
        Stream<MissedEvent> back = diff.staleMarks().stream()
                .flatMap(name -> actual.owner(name).stream())
                .map(owner -> MissedEvent.reference(
                        EventType.REF_ADD, ref(owner), "its buffers count as those of a Pipeline that is gone"));
        return Stream.concat(gone, back);
    }

    private static Stream<MissedEvent> noted(StreamLedger ledger, DesiredStreams desired, ActualStreams actual) {
        return ledger.stale(desired, actual).stream()
                .flatMap(name -> ledger.owner(name).stream())
                .map(owner -> MissedEvent.reference(
                        EventType.REF_DELETE, ref(owner), "is noted as the owner of what is gone"));
    }

    private static Stream<MissedEvent> added(Stream<PipelineRef> claimants, String why) {
        return claimants.map(
                claimant -> MissedEvent.reference(EventType.REF_ADD, ObjectRef.of(claimant.object()), why));
    }

    private static ObjectRef ref(StreamOwner owner) {
        return new ObjectRef(
                ObjectKind.ofKind(owner.kind()).orElse(ObjectKind.PIPELINE), owner.namespace(), owner.name());
    }
}
