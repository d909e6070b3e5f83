package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;

/** What kubelets report, as they do: by patches without a version, because controllers write the same objects. */
final class NodeStatus {

    private static final PatchContext MERGE = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private NodeStatus() {}

    /** The pod is ready, unless it is gone or another one has its name. */
    static void ready(TestCluster api, String namespace, String pod, String uid) {
        patch(api, namespace, pod, uid, "True");
    }

    /** Its container has ended, and is started again. */
    static void notReady(TestCluster api, String namespace, String pod, String uid) {
        patch(api, namespace, pod, uid, "False");
    }

    private static void patch(TestCluster api, String namespace, String pod, String uid, String ready) {
        try {
            api.client()
                    .pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .subresource("status")
                    .patch(
                            MERGE,
                            "{\"metadata\": {\"uid\": \"" + uid + "\"}, \"status\": {\"phase\": \"Running\","
                                    + " \"conditions\": [{\"type\": \"Ready\", \"status\": \"" + ready + "\"}]}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** The machine is ready: without that its pods are deleted. */
    static void beat(TestCluster api, String machine, Instant now) {
        api.client()
                .nodes()
                .withName(machine)
                .subresource("status")
                .patch(
                        MERGE,
                        "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\", \"reason\": \"Test\","
                                + " \"lastHeartbeatTime\": \"" + now + "\"}]}}");
    }
}
