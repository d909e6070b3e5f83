package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds which events about Pipelines were missed: streams are not there that should be, or there that nobody needs. */
final class BufferCheck {

    private BufferCheck() {}

    static List<Missed> missed(Case service) {
        LivePipelines pipelines = service.pipelines();
        Optional<BufferConfig> config =
                Readiness.bufferConfig(service.service().head().status(), service.statefulSet());
        if (config.isEmpty() || service.statefulSet().isEmpty()) {
            return List.of();
        }
        int replicas = service.statefulSet().get().at("/spec/replicas").asInt();
        List<NodeReport> nodes = service.nodes().reports(replicas);
        Demand demand = Demand.of(
                pipelines.of(
                        service.service().names(), service.service().config().instance()),
                config.get());
        return nodes.isEmpty()
                ? List.of()
                : missed(demand, ServerListing.of(nodes), pipelines, pipelines.claimedNames(config.get()));
    }

    private static List<Missed> missed(Demand demand, Holding holding, LivePipelines pipelines, Set<String> claimed) {
        Findings findings = Findings.of(demand, holding, pipelines, claimed);
        List<Missed> missed = new ArrayList<>();
        demand.refused().forEach(refusal -> missed.add(added(refusal.claimant(), "its buffers are refused")));
        findings.gaps().stream()
                .map(gap -> gap.wanted().claimant())
                .distinct()
                .forEach(claimant -> missed.add(added(claimant, "some of its buffers are missing")));
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
