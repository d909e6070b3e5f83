package dev.numaflow.isbsvc.runtime.health;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.time.Duration;
import java.util.Optional;

/** The pods that the StatefulSet's controller creates for a service, and that no kubelet runs: a test reports their status instead. */
public record TestPods(Cluster cluster, Names names) {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final String READY = "{phase: Running, conditions: [{type: Ready, status: 'True'}]}";
    private static final String CRASHING =
            """
            phase: Running
            conditions: [{type: Ready, status: 'False'}]
            containerStatuses:
            - {name: main, ready: false, restartCount: 3, image: nats, imageID: '', state: {waiting: {reason: CrashLoopBackOff}},
               lastState: {terminated: {reason: Error, exitCode: 1}}}
            """;

    public void ready(int ordinal) {
        write(ordinal, READY);
    }

    public void crashing(int ordinal) {
        write(ordinal, CRASHING);
    }

    public void starting(int ordinal) {
        write(ordinal, "{phase: Pending}");
    }

    /** Reports each pod ready that is there, and says whether the StatefulSet's controller has seen all of them updated and ready. */
    public boolean areRolledOut() {
        JsonNode set = cluster.get(ObjectRef.ofStatefulSet(names)).orElseThrow();
        int replicas = set.at("/spec/replicas").asInt();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            pod(ordinal)
                    .filter(pod -> !ObjectMetas.isDeleting(pod))
                    .filter(pod -> pod.at("/status/conditions").isEmpty())
                    .ifPresent(pod -> isWritten(pod, READY));
        }
        JsonNode status = set.path("status");
        return status.path("observedGeneration").asLong() >= ObjectMetas.generation(set)
                && status.path("updatedReplicas").asInt() >= replicas
                && status.path("readyReplicas").asInt() >= replicas;
    }

    private void write(int ordinal, String status) {
        await().atMost(LONG)
                .pollInterval(POLL)
                .until(() -> pod(ordinal).filter(pod -> isWritten(pod, status)).isPresent());
    }

    private Optional<JsonNode> pod(int ordinal) {
        return cluster.get(new ObjectRef(ObjectKind.POD, names.namespace(), names.pod(ordinal)));
    }

    /** False where a controller was faster. */
    private boolean isWritten(JsonNode pod, String status) {
        ObjectNode changed = pod.deepCopy();
        changed.set("status", TestCluster.tree(status));
        return cluster.replaceStatus(changed) instanceof WriteResult.Done;
    }
}
