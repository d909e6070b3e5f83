package dev.numaflow.isbsvc.runtime.repair;

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
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
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

/** Finds which events about Pipelines were missed: streams are not there that should be, or there that nobody needs. */
final class BufferCheck {

    private final Clock clock;
    private final ClusterView objects;
    private final BiFunction<Names, Integer, List<NodeReport>> servers;

    /** @param servers what those nodes of a service say that answer, of so many that there should be */
    BufferCheck(ClusterView objects, BiFunction<Names, Integer, List<NodeReport>> servers, Clock clock) {
        this.objects = objects;
        this.servers = servers;
        this.clock = clock;
    }

    /** One for each stream that it is about: a Pipeline with several of them is named several times. */
    List<MissedEvent> missed(ServiceSnapshot service) {
        Optional<BufferConfig> config =
                Readiness.bufferConfig(service.service().head().status(), service.statefulSet());
        if (config.isEmpty() || service.statefulSet().isEmpty()) {
            return List.of();
        }
        int replicas = NodeSet.of(service.statefulSet().get()).replicas();
        List<NodeReport> nodes = service.nodes().reports(replicas);
        DesiredStreams demand = DesiredStreams.of(
                service.pipelines()
                        .of(
                                service.service().names(),
                                service.service().config().instance()),
                config.get());
        if (nodes.isEmpty()) {
            return List.of();
        }
        ActualStreams holding = ActualStreams.ofNodes(nodes, replicas).withOwnersOf(service.ledger());
        int silent = replicas - nodes.size();
        return Stream.concat(
                        missed(service, demand, holding, silent, service.nodes().ahead(replicas)),
                        silent == 0 ? noted(service.ledger(), demand, holding) : Stream.empty())
                .toList();
    }

    /** @param silent how many nodes did not answer: a stream with no more copies than that may be there nevertheless */
    private Stream<MissedEvent> missed(
            ServiceSnapshot service,
            DesiredStreams demand,
            ActualStreams holding,
            int silent,
            List<ConsumerAhead> ahead) {
        StreamDiff findings = StreamDiff.of(demand, holding, service.pipelines());
        Instant now = clock.instant();
        return Stream.of(
                        added(
                                demand.refused().stream().map(DesiredStreams.Refusal::claimant),
                                "its buffers are refused"),
                        added(missing(findings, silent), "some of its buffers are missing"),
                        added(
                                findings.damaged().stream()
                                        .map(damaged -> damaged.wanted().claimant()),
                                "some of its buffers cannot work"),
                        added(
                                ConsumerReset.of(ahead, demand, findings).stream()
                                        .map(ConsumerReset::claimant),
                                "a consumer of its buffers is ahead of its stream"),
                        added(
                                findings.adoptions().stream().map(Adoption::claimant),
                                "it has not taken over what it found"),
                        added(
                                Stream.concat(findings.due(now).stream(), findings.unmarked(now).stream())
                                        .map(Unwanted::owner),
                                "it left buffers that it does not want any more"),
                        moved(service, findings),
                        leftBehind(findings, holding, now))
                .flatMap(missed -> missed);
    }

    /** The service that each uses now is asked for only where that decides. */
    private Stream<MissedEvent> moved(ServiceSnapshot service, StreamDiff findings) {
        Names from = service.service().names();
        List<MovedStreams> open = findings.moved().stream()
                .filter(each -> DeletionDecision.dependsOnTheOther(each, from))
                .toList();
        List<PipelineRef> missed = new Destinations(
                        objects, servers, service.service().config().instance(), service.pipelines())
                .decide(open, from).stream()
                        .filter(decision -> decision.isDue() || decision.isToBeMarked())
                        .map(decision -> decision.moved().claimant())
                        .toList();
        Stream<PipelineRef> forgotten = findings.moved().stream()
                .map(MovedStreams::claimant)
                .filter(claimant -> !missed.contains(claimant) && !isTold(claimant, from));
        return Stream.concat(
                added(
                        missed.stream(),
                        "it left buffers on service " + from.service() + ", which it does not use any more"),
                added(
                        forgotten,
                        "no Event says any more that its buffers on service " + from.service() + " wait for its user"));
    }

    /** Whether an Event says that the deletion waits for a person: one is kept for an hour or so, and the deletion waits longer. */
    private boolean isTold(PipelineRef claimant, Names from) {
        return objects.eventsAbout(ObjectRef.of(claimant.object())).stream()
                .filter(event -> event.path("reason").asText().equals(Reason.BUFFER_DELETION_HELD.label()))
                .filter(event -> event.at("/involvedObject/uid")
                        .asText()
                        .equals(claimant.owner().uid()))
                .anyMatch(event ->
                        DeletionDecision.isAbout(from, event.path("message").asText()));
    }

    private static Stream<PipelineRef> missing(StreamDiff findings, int silent) {
        return findings.gaps().stream().filter(gap -> gap.isCertain(silent)).map(gap -> gap.wanted()
                .claimant());
    }

    private static Stream<MissedEvent> leftBehind(StreamDiff findings, ActualStreams holding, Instant now) {
        Stream<MissedEvent> gone = Stream.concat(
                        findings.dueOrphans(now).stream(), findings.unmarkedOrphans(now).stream())
                .map(orphan ->
                        MissedEvent.reference(EventType.REF_DELETE, ref(orphan.pipeline()), "left buffers behind"));
        Stream<MissedEvent> back = findings.staleMarks().stream()
                .flatMap(name -> holding.owner(name).stream())
                .map(owner -> MissedEvent.reference(
                        EventType.REF_ADD, ref(owner), "its buffers count as those of a Pipeline that is gone"));
        return Stream.concat(gone, back);
    }

    private static Stream<MissedEvent> noted(StreamLedger ledger, DesiredStreams demand, ActualStreams holding) {
        return ledger.stale(demand, holding).stream()
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
