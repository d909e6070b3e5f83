package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.stream.Stream;

/** Spreads the servers over nodes and zones where there are several, without ever keeping a pod from being scheduled. */
final class TopologySpread {

    private TopologySpread() {}

    /** A user who sets an affinity has decided where the pods go. */
    static List<TopologySpreadConstraint> of(ValidService service) {
        return service.spec().affinity() != null
                ? List.of()
                : Stream.of("kubernetes.io/hostname", "topology.kubernetes.io/zone")
                        .map(key -> over(key, service))
                        .toList();
    }

    private static TopologySpreadConstraint over(String topologyKey, ValidService service) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(topologyKey)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(Labels.of(service.names()))
                .endLabelSelector()
                .build();
    }
}
