package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;

/** Writes the status of one pod: only differences, only of the pod with this uid, with a retry after a conflict. */
record PodStatusWriter(KubernetesClient client, PodHost host, String uid, String address, String server) {
    private static final int ATTEMPTS = 10;

    /** Returns whether the API server has the state now; false if the pod is gone or is another one. */
    boolean write(MainState state) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Pod> live = live();
            if (live.isEmpty()) {
                return false;
            }
            PodStatus status = new PodStatusRenderer(live.get(), address, server).of(state, Instant.now());
            if (status.equals(live.get().getStatus()) || replaced(live.get(), status)) {
                return true;
            }
        }
        return false;
    }

    private boolean replaced(Pod live, PodStatus status) {
        try {
            client.resource(new PodBuilder(live).withStatus(status).build()).updateStatus();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Optional<Pod> live() {
        return Optional.ofNullable(client.pods()
                        .inNamespace(host.namespace())
                        .withName(host.name())
                        .get())
                .filter(pod -> pod.getMetadata().getUid().equals(uid));
    }
}
