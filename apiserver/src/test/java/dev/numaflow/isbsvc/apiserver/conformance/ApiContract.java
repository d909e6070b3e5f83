package dev.numaflow.isbsvc.apiserver.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;

/** What every part of the conformance suite works with; each part is a further interface of tests. */
interface ApiContract {
    String JSON = "application/json";
    String JSON_PATCH = "application/json-patch+json";
    String MERGE_PATCH = "application/merge-patch+json";
    String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
    String APPLY_PATCH = "application/apply-patch+yaml";

    /** A client with all rights. */
    KubernetesClient client();

    /** A namespace of this test's own. */
    String namespace();

    /** The same server without a client's help. */
    PlainHttp http();

    /** The text of a kubeconfig with all rights. */
    String kubeconfig();

    /** Path of a collection in the test's namespace. */
    default String path(String groupVersion, String plural) {
        String root = groupVersion.contains("/") ? "/apis/" : "/api/";
        return root + groupVersion + "/namespaces/" + namespace() + "/" + plural;
    }

    /** Path of the ConfigMaps of the test's namespace. */
    default String configMaps() {
        return path("v1", "configmaps");
    }

    /** Creates a ConfigMap and returns it. */
    default JsonNode createConfigMap(String name, String data) {
        return http().post(configMaps(), "{metadata: {name: " + name + "}, data: " + data + "}")
                .requireStatus(201)
                .body();
    }
}
