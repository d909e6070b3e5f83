package dev.numaflow.isbsvc.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.testkit.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayDeque;
import java.util.Deque;

/** An administrator's hand in the cluster of a test. */
final class Objects {

    private final KubernetesClient client;
    private final Deque<GenericKubernetesResource> written = new ArrayDeque<>();

    Objects(KubernetesClient client) {
        this.client = client;
    }

    /** Creates every object of the text, with its status where it has one. */
    void create(String yaml) {
        Manifests.documents(yaml).forEach(tree -> {
            GenericKubernetesResource object = object(tree);
            GenericKubernetesResource created = client.resource(object).create();
            Object status = object.getAdditionalProperties().get("status");
            if (status != null) {
                created.setAdditionalProperty("status", status);
                client.resource(created).updateStatus();
            }
        });
    }

    /** Applies as somebody else. */
    void applyAs(String manager, String yaml) {
        client.resource(object(Manifests.document(yaml)))
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(manager)
                        .withForce(true)
                        .build());
    }

    private GenericKubernetesResource object(JsonNode tree) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization().convertValue(tree, GenericKubernetesResource.class);
        written.push(object);
        return object;
    }

    /** Removes all of them but namespaces, whose end takes long: other tests have the same cluster. */
    void remove() {
        written.stream()
                .filter(object -> !object.getKind().equals("Namespace"))
                .forEach(object -> client.resource(object).delete());
    }

    /** Reports, as a kubelet does, that a pod that the StatefulSet's controller makes is ready at this address. */
    void runPod(Names names, int ordinal, String address) {
        var pod = client.pods().inNamespace(names.namespace()).withName(names.pod(ordinal));
        await().until(() -> pod.get() != null);
        pod.editStatus(live -> new PodBuilder(live)
                .editOrNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .withPodIPs(new PodIP(address))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
    }
}
