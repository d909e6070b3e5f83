package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.testkit.CustomResources;
import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The policy that says who may post to the Broker names everybody who does. */
class SenderIdentityIT {

    private static final List<Document> DOCUMENTS =
            Document.read(Repository.file("knative/manifests/sender-identity/event-policy.yaml"));
    private static final JsonNode POLICY = DOCUMENTS.get(0).tree();

    /** The fields that this type of Knative's has, as far as we use them. */
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: eventpolicies.eventing.knative.dev}
            spec:
              group: eventing.knative.dev
              scope: Namespaced
              names: {kind: EventPolicy, plural: eventpolicies, singular: eventpolicy, listKind: EventPolicyList}
              versions:
              - name: v1alpha1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          to:
                            type: array
                            items:
                              type: object
                              properties:
                                ref: {type: object, properties: {apiVersion: {type: string}, kind: {type: string}, name: {type: string}}}
                          from:
                            type: array
                            items:
                              type: object
                              properties:
                                sub: {type: string}
                                ref: {type: object, properties: {apiVersion: {type: string}, kind: {type: string}, name: {type: string}}}
            """;

    @Test
    void aServerThatHasTheTypeTakesIt() {
        try (KubernetesClient client =
                TestApiServer.client(TestApiServer.shared().kubeconfig())) {
            CustomResources.define(client, Serialization.unmarshal(DEFINITION, CustomResourceDefinition.class));
            if (client.namespaces().withName("isbsvc-system").get() == null) {
                Namespaces.create(client, "isbsvc-system");
            }
            ClusterObjects objects = new ClusterObjects(client);

            assertThat(objects.apply(DOCUMENTS)).isEqualTo(2);

            client.genericKubernetesResources("eventing.knative.dev/v1alpha1", "EventPolicy")
                    .inNamespace("isbsvc-system")
                    .withName("isbsvc-broker")
                    .delete();
            client.serviceAccounts()
                    .inNamespace("isbsvc-system")
                    .withName("replay")
                    .delete();
        }
    }

    /** One that names an object which does not exist is not ready, and one that leaves a sender out stops it. */
    @Test
    void sourcesAndTriggersThatMayReplyAreNamedAndNoOthers() {
        Installation all = RoutingContractTest.INSTALLATION;
        Stream<String> sources = Stream.concat(
                all.sources().stream()
                        .map(source -> "ApiServerSource " + source.name().name()),
                all.pings().stream().map(ping -> "PingSource " + ping.name().name()));
        Stream<String> triggers = all.triggers().stream()
                .map(trigger -> trigger.name().name())
                .filter(name -> !name.equals("repair"))
                .map(name -> "Trigger " + name);

        assertThat(refs("from"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(sources, triggers).toList());
        assertThat(refs("to")).containsExactly("Broker default");
    }

    private static List<String> refs(String side) {
        return StreamSupport.stream(POLICY.at("/spec/" + side).spliterator(), false)
                .map(each -> each.path("ref"))
                .filter(JsonNode::isObject)
                .map(ref -> ref.path("kind").asText() + " " + ref.path("name").asText())
                .toList();
    }

    /** As Knative names the account of a source: by the object, its group and its kind. */
    @Test
    void theClockThatRepairStartsIsNamedByItsAccount() {
        assertThat(POLICY.at("/spec/from").findValuesAsText("sub"))
                .containsExactly(
                        "system:serviceaccount:isbsvc-system:repair",
                        "system:serviceaccount:isbsvc-system:replay",
                        "system:serviceaccount:isbsvc-system:resync-steps-oidc-sources.knative.dev-pingsource");
    }

    /** Whoever may create its tokens can replay, and no more. */
    @Test
    void theAccountOfReplayHasNoRight() {
        assertThat(Stream.concat(
                        RoutingContractTest.INSTALLATION.bindings().stream(),
                        RoutingContractTest.INSTALLATION.namespacedBindings().stream()))
                .noneMatch(binding -> binding.toString().contains("replay"));
    }
}
