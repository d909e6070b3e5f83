package dev.numaflow.isbsvc.local.faults;

import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.CONFIG_MAP;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.ISB_SERVICE;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.POD_DISRUPTION_BUDGET;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.SECRET;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.SERVICE;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.STATEFUL_SET;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What people do to the children of service {@code a}. */
final class ByHand {

    private static final Map<ObjectKind, List<String>> CHILDREN = Map.of(
            STATEFUL_SET, List.of("isbsvc-a-js"),
            CONFIG_MAP, List.of("isbsvc-a-js-config"),
            SERVICE, List.of("isbsvc-a-js-svc"),
            POD_DISRUPTION_BUDGET, List.of("isbsvc-a-js-pdb"),
            SECRET, List.of("isbsvc-a-js-client-auth", "isbsvc-a-js-server"));
    private static final List<ObjectKind> KINDS =
            List.of(STATEFUL_SET, CONFIG_MAP, SERVICE, POD_DISRUPTION_BUDGET, SECRET, SECRET);

    private ByHand() {}

    static Step deletedChild(Random random) {
        ObjectKind kind = KINDS.get(random.nextInt(KINDS.size()));
        List<String> names = CHILDREN.get(kind);
        String name = names.get(random.nextInt(names.size()));
        return new Step(name + " is deleted by hand", false, world -> {
            if (kind != STATEFUL_SET || !asksForMoreNodes(world)) {
                world.delete(kind, name);
            }
        });
    }

    /** A StatefulSet that is made anew has as many nodes as are asked for, and there is one server here. */
    private static boolean asksForMoreNodes(SimulatedCluster world) {
        return world.find(ISB_SERVICE, "a")
                .filter(service -> service.at("/spec/jetstream/replicas").asInt() > 1)
                .isPresent();
    }

    static Step editedChild(Random random) {
        ObjectKind kind = List.of(CONFIG_MAP, SERVICE, STATEFUL_SET).get(random.nextInt(3));
        String name = CHILDREN.get(kind).get(0);
        int how = random.nextInt(3);
        return new Step(
                name + " is edited by hand, way " + how,
                false,
                world -> world.change(kind, name, child -> edit(child, kind, how)));
    }

    private static void edit(ObjectNode child, ObjectKind kind, int how) {
        if (how == 0) {
            ((ObjectNode) child.path("metadata")).remove("labels");
        } else if (how == 1) {
            ((ObjectNode) child.path("metadata")).remove("annotations");
        } else if (kind == CONFIG_MAP) {
            child.withObject("/data").put("nats-js", "port: 1");
        } else if (kind == SERVICE) {
            child.withObject("/spec/selector").put("more", "than-ours");
        } else {
            child.withObject("/spec/template/spec/nodeSelector").put("disk", "fast");
        }
    }
}
