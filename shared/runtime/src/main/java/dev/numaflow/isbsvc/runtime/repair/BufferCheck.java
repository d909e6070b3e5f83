package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.runtime.service.Planning;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds which events about Pipelines were missed: streams are not there that should be, or there that nobody needs. */
@Singleton
class BufferCheck {

    private final Planning planning;
    private final ServerReports servers;
    private final Clock clock;

    @Inject
    BufferCheck(Planning planning, ServerReports servers, Clock clock) {
        this.clock = clock;
        this.planning = planning;
        this.servers = servers;
    }

    List<Missed> missed(LiveService service, LivePipelines pipelines) {
        Optional<JsonNode> statefulSet = planning.statefulSet(service);
        Optional<BufferConfig> config = Readiness.bufferConfig(service.head().status(), statefulSet);
        if (config.isEmpty() || statefulSet.isEmpty()) {
            return List.of();
        }
        int replicas = statefulSet.get().at("/spec/replicas").asInt();
        Demand demand = Demand.of(pipelines.of(service.names(), service.config().instance()), config.get());
        List<NodeReport> nodes = servers.of(service.names(), replicas);
        return nodes.isEmpty() ? List.of() : missed(demand, Holding.ofNodes(nodes, replicas), pipelines);
    }

    private List<Missed> missed(Demand demand, Holding holding, LivePipelines pipelines) {
        Findings findings = Findings.of(demand, holding, pipelines);
        List<Missed> missed = new ArrayList<>();
        demand.refused().forEach(refusal -> missed.add(added(refusal.claimant(), "its buffers are refused")));
        findings.gaps().stream()
                .map(gap -> gap.wanted().claimant())
                .distinct()
                .forEach(claimant -> missed.add(added(claimant, "some of its buffers are missing")));
        findings.damaged().stream()
                .map(damaged -> damaged.wanted().claimant())
                .distinct()
                .forEach(claimant -> missed.add(added(claimant, "some of its buffers cannot work")));
        Stream.concat(findings.due(clock.instant()).stream(), findings.unmarked(clock.instant()).stream())
                .map(Unwanted::owner)
                .distinct()
                .forEach(claimant -> missed.add(added(claimant, "it left buffers that it does not want any more")));
        Set<StreamOwner> gone = new LinkedHashSet<>();
        findings.orphans().forEach(name -> holding.owner(name).ifPresent(gone::add));
        gone.forEach(owner -> missed.add(Missed.reference(EventType.REF_DELETE, ref(owner), "left buffers behind")));
        return missed;
    }

    private static Missed added(Claimant claimant, String why) {
        return Missed.reference(EventType.REF_ADD, ObjectRef.of(claimant.object()), why);
    }

    private static ObjectRef ref(StreamOwner owner) {
        return new ObjectRef(
                ObjectKind.ofKind(owner.kind()).orElse(ObjectKind.PIPELINE), owner.namespace(), owner.name());
    }
}
