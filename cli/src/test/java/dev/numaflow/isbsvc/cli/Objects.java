package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** An administrator's hand in the cluster of a test. */
record Objects(KubernetesClient client) {

    /** Creates every object of the text, with its status where it has one. */
    void create(String yaml) {
        YamlDocuments.read(yaml, "a test's objects").value().forEach(tree -> {
            GenericKubernetesResource object =
                    client.getKubernetesSerialization().convertValue(tree, GenericKubernetesResource.class);
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
        var tree = YamlDocuments.read(yaml, "a test's object").value().get(0);
        client.resource(client.getKubernetesSerialization().convertValue(tree, GenericKubernetesResource.class))
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(manager)
                        .withForce(true)
                        .build());
    }
}
