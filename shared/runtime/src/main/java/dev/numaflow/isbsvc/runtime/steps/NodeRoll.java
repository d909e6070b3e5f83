package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.steps.RollDecider;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import dev.numaflow.isbsvc.rendering.steps.RollStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Replaces nodes whose disks go with their pods one by one, and all nodes in the last roll before a service is left. */
@Singleton
public class NodeRoll implements GuardedChange {

    private final ClusterWriter cluster;
    private final StepGate gate;

    @Inject
    public NodeRoll(ClusterWriter cluster, StepGate gate) {
        this.cluster = cluster;
        this.gate = gate;
    }

    @Override
    public Optional<Due> next(LiveService service) {
        return cluster.get(ObjectRef.ofStatefulSet(service.names()))
                .filter(set -> ObjectMetas.isControlledBy(set, service.uid()))
                .filter(Running::rollsNodeByNode)
                .map(set -> due(service.names(), set));
    }

    private Due due(Names names, JsonNode statefulSet) {
        RollState roll =
                RollState.of(statefulSet, cluster.list(ObjectKind.POD, names.namespace(), Labels.selector(names)));
        NextStep next = RollDecider.next(
                roll,
                out -> roll.hasDisks()
                        ? gate.ofRestart(names, statefulSet, roll, out)
                        : gate.of(names, statefulSet, roll, out));
        return next instanceof RollStep step
                ? new Due(step, () -> write(statefulSet, step.partition()))
                : Due.waiting(next);
    }

    /** Only onto what the decision was made from: whoever changed it meanwhile is looked at first. */
    private boolean write(JsonNode statefulSet, int partition) {
        return cluster.replace(Running.withPartition(statefulSet, partition)) instanceof WriteResult.Done;
    }
}
