package dev.numaflow.isbsvc.runtime.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;

/** The pods of a service, in whatever state a test wants them. */
public record TestPods(Cluster cluster, Names names) {

    private static final String READY = "{conditions: [{type: Ready, status: 'True'}]}";
    private static final String CRASHING =
            """
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

    private void write(int ordinal, String status) {
        ObjectNode pod = cluster.get(new ObjectRef(ObjectKind.POD, names.namespace(), names.pod(ordinal)))
                .orElseGet(() -> create(ordinal))
                .deepCopy();
        pod.set("status", TestCluster.tree(status));
        cluster.replaceStatus(pod);
    }

    private JsonNode create(int ordinal) {
        cluster.create(TestCluster.tree(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app.kubernetes.io/component: isbsvc, numaflow.numaproj.io/isbsvc-name: %s}}
                spec: {containers: [{name: main, image: nats}]}
                """
                        .formatted(names.pod(ordinal), names.namespace(), names.isbsvcName())));
        return cluster.get(new ObjectRef(ObjectKind.POD, names.namespace(), names.pod(ordinal)))
                .orElseThrow();
    }
}
