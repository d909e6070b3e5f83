package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A service on the real control plane, where pods are made and nobody runs them. */
record ControlPlaneService(TestCluster cluster, WatchedService service) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** As a kubelet says so. */
    void podIsReady(int ordinal) {
        podIsReady(cluster, service.names(), ordinal);
    }

    static void podIsReady(TestCluster cluster, Names names, int ordinal) {
        String name = names.pod(ordinal);
        var pods = cluster.client().pods().inNamespace(names.namespace());
        Awaitility.await().atMost(TIMEOUT).until(() -> pods.withName(name).get() != null);
        pods.withName(name).editStatus(ControlPlaneService::ready);
    }

    /** The same pod, as a kubelet says that it is ready. */
    static Pod ready(Pod pod) {
        return new PodBuilder(pod)
                .editOrNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /** A change of the spec, which `update` has carried out. */
    void wishForPayload(int bytes) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> live.at("/spec/jetstream/settings").asText().equals("max_payload: " + bytes),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/jetstream").put("settings", "max_payload: " + bytes);
                            return changed;
                        });
        service.updateWoken();
        assertThat(service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                        .orElseThrow()
                        .at("/data/nats-js")
                        .asText())
                .contains("max_payload: " + bytes);
    }

    /** Reason and message of each. */
    List<String> events() {
        return cluster.client().v1().events().inNamespace(service.names().namespace()).list().getItems().stream()
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }
}
