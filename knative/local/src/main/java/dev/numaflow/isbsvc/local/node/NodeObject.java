package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/** The Node object, with a heartbeat: a real control plane evicts the pods of a node without one. */
final class NodeObject implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Writes writes;
    private final Machine machine;
    private final Loop loop = new Loop("node-heartbeat", this::beat);

    NodeObject(KubernetesClient client, Machine machine) {
        this.client = client;
        this.writes = new Writes(client);
        this.machine = machine;
        loop.trigger();
    }

    private void beat() {
        io.fabric8.kubernetes.api.model.Node node =
                client.nodes().withName(Node.NAME).get();
        if (node == null) {
            node = client.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName(Node.NAME)
                            .addToLabels("kubernetes.io/hostname", Node.NAME)
                            .endMetadata()
                            .build())
                    .create();
        }
        String since = Objects.requireNonNullElse(node.getMetadata().getCreationTimestamp(), now());
        // The control plane writes taints and annotations concurrently: the next heartbeat retries.
        writes.replaceStatus(new NodeBuilder(node).withStatus(status(since)).build());
        loop.triggerAfter(HEARTBEAT);
    }

    private NodeStatus status(String since) {
        Map<String, Quantity> capacity = Map.of(
                "cpu", new Quantity(String.valueOf(machine.processors())),
                "memory", new Quantity(String.valueOf(machine.memory())),
                "pods", new Quantity("110"));
        return new NodeStatusBuilder()
                .withCapacity(capacity)
                .withAllocatable(capacity)
                .addNewAddress(Node.HOST_ADDRESS, "InternalIP")
                .addNewAddress(Node.NAME, "Hostname")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withMessage("nats-server processes of this machine")
                .withLastTransitionTime(since)
                .withLastHeartbeatTime(now())
                .endCondition()
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        loop.close();
    }
}
