package dev.numaflow.isbsvc.local.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.StubFunction;
import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.Installations;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The functions compare an object in an event with one that they have read: both have to be the same, as they are of the real adapter. */
class WholeObjectsOnControlPlaneIT {
    private static final String SOURCE =
            """
            apiVersion: sources.knative.dev/v1
            kind: ApiServerSource
            metadata: {name: s, namespace: NAMESPACE}
            spec:
              serviceAccountName: sources
              mode: Resource
              resources: [{apiVersion: apps/v1, kind: StatefulSet}]
              sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: default}}
            """;

    private static final String STATEFUL_SET =
            """
            {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "a", "labels": {"b": "c"}, "annotations": {"d": ""}},
             "spec": {"replicas": 0, "serviceName": "s", "selector": {"matchLabels": {"app": "a"}},
              "template": {"metadata": {"labels": {"app": "a"}}, "spec": {"securityContext": {},
               "containers": [{"name": "main", "image": "nats", "resources": {}, "env": [{"name": "E", "value": ""}]}]}}}}""";

    private final TestApiServer server = TestApiServer.shared();
    private final KubernetesClient client = TestApiServer.client(server.kubeconfig());
    private final String namespace = "whole-" + UUID.randomUUID();
    private final StubFunction broker = new StubFunction();
    private final EventSender sender = new EventSender(line -> {});
    private final Sources sources = new Sources(sender, line -> {});

    @AfterEach
    void stop() {
        sources.close();
        sender.close();
        broker.close();
        client.close();
    }

    @Test
    void carriesEveryFieldThatTheApiServerSends() throws Exception {
        client.resource("{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + namespace
                        + "\"}}")
                .create();
        sources.start(
                Installations.of(SOURCE.replace("NAMESPACE", namespace))
                        .sources()
                        .get(0),
                client,
                broker.url());

        client.resource(STATEFUL_SET).inNamespace(namespace).create();
        await().until(() -> !broker.received().isEmpty());

        JsonNode sent =
                new ObjectMapper().readTree(broker.received().get(0).getData().toBytes());
        JsonNode read =
                new ObjectMapper().readTree(client.raw("/apis/apps/v1/namespaces/" + namespace + "/statefulsets/a"));
        // The controller writes its status meanwhile.
        for (JsonNode object : List.of(sent, read)) {
            ((ObjectNode) object.path("metadata")).remove(List.of("resourceVersion", "managedFields"));
        }
        assertThat(sent.at("/metadata")).isEqualTo(read.at("/metadata"));
        assertThat(sent.at("/spec")).isEqualTo(read.at("/spec"));
        assertThat(sent.path("kind")).isEqualTo(read.path("kind"));
    }
}
