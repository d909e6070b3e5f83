package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.ConsumerReset;
import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Findings.Adoption;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds which events about Pipelines were missed: streams are not there that should be, or there that nobody needs. */
final class BufferCheck {

    private final Clock clock;

    BufferCheck(Clock clock) {
        this.clock = clock;
    }

    /** One for each stream that it is about: a Pipeline with several of them is named several times. */
    List<Missed> missed(Case service) {
        Optional<BufferConfig> config =
                Readiness.bufferConfig(service.service().head().status(), service.statefulSet());
        if (config.isEmpty() || service.statefulSet().isEmpty()) {
            return List.of();
        }
        int replicas = NodeSet.of(service.statefulSet().get()).replicas();
        List<NodeReport> nodes = service.nodes().reports(replicas);
        Demand demand = Demand.of(
                service.pipelines()
                        .of(
                                service.service().names(),
                                service.service().config().instance()),
                config.get());
        if (nodes.isEmpty()) {
            return List.of();
        }
        Holding holding = Holding.ofNodes(nodes, replicas).withOwnersOf(service.ledger());
        int silent = replicas - nodes.size();
        return Stream.concat(
                        missed(
                                demand,
                                holding,
                                service.pipelines(),
                                silent,
                                service.nodes().ahead(replicas)),
                        silent == 0 ? noted(service.ledger(), demand, holding) : Stream.empty())
                .toList();
    }

    /** @param silent how many nodes did not answer: a stream with no more copies than that may be there nevertheless */
    private Stream<Missed> missed(
            Demand demand, Holding holding, LivePipelines pipelines, int silent, List<ConsumerAhead> ahead) {
        Findings findings = Findings.of(demand, holding, pipelines);
        Instant now = clock.instant();
        return Stream.of(
                        added(demand.refused().stream().map(Demand.Refusal::claimant), "its buffers are refused"),
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
                        leftBehind(findings, holding))
                .flatMap(missed -> missed);
    }

    private static Stream<Claimant> missing(Findings findings, int silent) {
        return findings.gaps().stream().filter(gap -> gap.isCertain(silent)).map(gap -> gap.wanted()
                .claimant());
    }

    private static Stream<Missed> leftBehind(Findings findings, Holding holding) {
        return findings.orphans().stream()
                .flatMap(name -> holding.owner(name).stream())
                .map(owner -> Missed.reference(EventType.REF_DELETE, ref(owner), "left buffers behind"));
    }

    private static Stream<Missed> noted(StreamLedger ledger, Demand demand, Holding holding) {
        return ledger.stale(demand, holding).stream()
                .flatMap(name -> ledger.owner(name).stream())
                .map(owner ->
                        Missed.reference(EventType.REF_DELETE, ref(owner), "is noted as the owner of what is gone"));
    }

    private static Stream<Missed> added(Stream<Claimant> claimants, String why) {
        return claimants.map(claimant -> Missed.reference(EventType.REF_ADD, ObjectRef.of(claimant.object()), why));
    }

    private static ObjectRef ref(StreamOwner owner) {
        return new ObjectRef(
                ObjectKind.ofKind(owner.kind()).orElse(ObjectKind.PIPELINE), owner.namespace(), owner.name());
    }
}
