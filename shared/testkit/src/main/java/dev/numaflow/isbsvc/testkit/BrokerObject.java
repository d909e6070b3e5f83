package dev.numaflow.isbsvc.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** The Broker object beside the functions, on an API server without Knative. */
public final class BrokerObject {

    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: brokers.eventing.knative.dev}
            spec:
              group: eventing.knative.dev
              scope: Namespaced
              names: {kind: Broker, plural: brokers, singular: broker, listKind: BrokerList}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    private static final ResourceDefinitionContext TYPE = new ResourceDefinitionContext.Builder()
            .withGroup("eventing.knative.dev")
            .withVersion("v1")
            .withKind("Broker")
            .withPlural("brokers")
            .withNamespaced(true)
            .build();

    private BrokerObject() {}

    /** Creates it without an address, as Knative finds it; defines its type first where that is missing. */
    public static void create(KubernetesClient client) {
        CustomResources.define(client, Serialization.unmarshal(DEFINITION, CustomResourceDefinition.class));
        client.genericKubernetesResources(TYPE)
                .inNamespace("isbsvc-system")
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("eventing.knative.dev/v1")
                        .withKind("Broker")
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build())
                .create();
    }

    /** Gives it an address, as Knative does when it is ready. */
    public static void address(KubernetesClient client, String url) {
        status(client, Map.of("address", Map.of("url", url)));
    }

    /** Gives it a status, as Knative does. */
    public static void status(KubernetesClient client, Map<String, ?> status) {
        live(client).editStatus(broker -> {
            broker.setAdditionalProperty("status", status);
            return broker;
        });
    }

    /** Deletes it, if it is there. */
    public static void delete(KubernetesClient client) {
        live(client).delete();
    }

    private static Resource<GenericKubernetesResource> live(KubernetesClient client) {
        return client.genericKubernetesResources(TYPE)
                .inNamespace("isbsvc-system")
                .withName("default");
    }
}
