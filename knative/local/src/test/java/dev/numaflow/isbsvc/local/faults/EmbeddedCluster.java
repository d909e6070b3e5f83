package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer.Answered;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.testkit.Manifests;
import dev.numaflow.isbsvc.testkit.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** An embedded API server with the custom resources of this project and of Numaflow, and an administrator's hand in it. */
final class EmbeddedCluster implements AutoCloseable {

    private static final List<String> DEFINITIONS = List.of("knative/manifests/crd", "knative/manifests/crd-pipelines");
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedApiServer server = EmbeddedApiServer.start();
    private final KubernetesClient client;
    private final List<Answered> requests = new CopyOnWriteArrayList<>();

    private EmbeddedCluster() {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig()))
                .withHttpClientFactory(HttpWithoutConnection.to(server))
                .build();
    }

    /** Starts one with these namespaces. */
    static EmbeddedCluster start(String... namespaces) {
        EmbeddedCluster cluster = new EmbeddedCluster();
        ClusterObjects objects = new ClusterObjects(cluster.client);
        DEFINITIONS.forEach(folder -> objects.apply(Kustomization.build(Repository.file(folder))));
        for (String namespace : namespaces) {
            cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        }
        cluster.server.onAnswer(cluster.requests::add);
        return cluster;
    }

    String url() {
        return server.url();
    }

    /** For the administrator. */
    String kubeconfig() {
        try {
            Path file = Files.createTempFile("embedded", ".kubeconfig");
            server.kubeconfig(file);
            String text = Files.readString(file);
            Files.delete(file);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KubernetesClient client() {
        return client;
    }

    /** What was asked of the server since the start, or since it was cleared; the test's own hand included. */
    List<Answered> requests() {
        return requests;
    }

    /** The requests that could change what is stored. */
    List<Answered> writes() {
        return requests.stream()
                .filter(request -> !request.dryRun() && !READS.contains(request.verb()))
                .toList();
    }

    /** Creates the object, with its status where it has one. */
    JsonNode create(String yaml) {
        Resource<GenericKubernetesResource> resource = resource(yaml);
        GenericKubernetesResource created = resource.create();
        Object status = resource.item().getAdditionalProperties().get("status");
        if (status == null) {
            return tree(created);
        }
        created.setAdditionalProperty("status", status);
        return tree(client.resource(created).updateStatus());
    }

    /** Writes all of an object that is there but its status. */
    JsonNode replace(JsonNode object) {
        return tree(resource(object.toString()).update());
    }

    /** Writes the status of an object that is there. */
    JsonNode writeStatus(JsonNode object) {
        return tree(resource(object.toString()).updateStatus());
    }

    /** Deletes the object: at once, or, where it has finalizers, some time later. */
    void delete(JsonNode object) {
        resource(object.toString()).delete();
    }

    /** Deletes a namespace with all that is in it; returns when it is gone. */
    void deleteNamespace(String name) {
        client.namespaces().withName(name).delete();
        if (client.namespaces().withName(name).get() != null) {
            throw new IllegalStateException("a finalizer holds something in namespace " + name);
        }
    }

    /** The object as it is now; missing where it is gone. */
    JsonNode get(JsonNode object) {
        return tree(resource(object.toString()).get());
    }

    /** The Events about all objects of a namespace, as reason and message. */
    List<String> events(String namespace) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .map(event -> event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage())
                .toList();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private Resource<GenericKubernetesResource> resource(String yaml) {
        return client.resource(JSON.convertValue(Manifests.document(yaml), GenericKubernetesResource.class));
    }

    private static JsonNode tree(Object object) {
        return Manifests.document(Serialization.asJson(object));
    }
}
