package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Live objects of a service with volumes, as tests need them. */
public final class Claims {

    static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private Claims() {}

    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) Services.YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Three nodes. @param size that new claims get */
    public static ObjectNode statefulSet(String size) {
        return yaml(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: s, namespace: data, uid: u, generation: 4, resourceVersion: "7", labels: {a: b}, annotations: {c: d},
                  managedFields: [{manager: x}], ownerReferences: [{uid: uid-1, kind: InterStepBufferService, name: n, controller: true}]}
                spec:
                  replicas: 3
                  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main}]}}
                  volumeClaimTemplates:
                    - metadata: {name: v}
                      spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: %s}}}
                      status: {phase: Pending}
                status: {observedGeneration: 4, updateRevision: r, collisionCount: 0}
                """
                        .formatted(size));
    }

    /** A bound claim, as {@code request/capacity}. */
    public static ObjectNode claim(int node, String sizes) {
        String[] parts = sizes.split("/");
        return yaml(
                """
                metadata: {name: v-s-%d, resourceVersion: "1"}
                spec: {storageClassName: fast, resources: {requests: {storage: %s}}}
                status: {phase: Bound, capacity: {storage: %s}}
                """
                        .formatted(node, parts[0], parts[1]));
    }

    /** The claims of all nodes, separated by blanks. */
    public static List<JsonNode> claims(String sizes) {
        String[] each = sizes.split(" ");
        return IntStream.range(0, each.length)
                .<JsonNode>mapToObj(node -> claim(node, each[node]))
                .toList();
    }

    private static final List<JsonNode> OLD = pods("2026-01-01T00:00:00Z");

    static List<JsonNode> pods(String created) {
        return IntStream.range(0, 3)
                .<JsonNode>mapToObj(node -> yaml(
                        """
                        metadata: {name: s-%d, creationTimestamp: "%s", labels: {controller-revision-hash: r},
                          ownerReferences: [{uid: u, controller: true}]}
                        """
                                .formatted(node, created)))
                .toList();
    }

    public static VolumeState state(JsonNode statefulSet, List<JsonNode> claims, String target) {
        return VolumeState.of(statefulSet, claims, OLD, VolumeSize.of(target), NOW);
    }
}
