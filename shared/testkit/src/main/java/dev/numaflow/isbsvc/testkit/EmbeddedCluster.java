package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.apiserver.RequestLog;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** An embedded API server with the custom resources of this project and of Numaflow, and an administrator's hand in it. */
public final class EmbeddedCluster implements AutoCloseable {

    private static final List<String> DEFINITIONS = List.of("knative/manifests/crd", "knative/manifests/crd-pipelines");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestApiServer server;
    private final KubernetesClient client;

    private EmbeddedCluster(TestApiServer server) {
        this.server = server;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
    }

    /** Starts one with these namespaces. */
    public static EmbeddedCluster start(String... namespaces) {
        EmbeddedCluster cluster = new EmbeddedCluster(TestApiServer.startEmbedded());
        DEFINITIONS.forEach(folder -> CustomResources.define(cluster.client, Repository.file(folder)));
        for (String namespace : namespaces) {
            cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        }
        cluster.requests().clear();
        return cluster;
    }

    public String url() {
        return server.url();
    }

    /** For the administrator. */
    public String kubeconfig() {
        return server.kubeconfig();
    }

    public KubernetesClient client() {
        return client;
    }

    /** What was asked of the server since the start; the test's own hand included. */
    public RequestLog requests() {
        return server.embeddedLog();
    }

    /** Creates the object, with its status where it has one. */
    public JsonNode create(String yaml) {
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
    public JsonNode replace(JsonNode object) {
        return tree(resource(object.toString()).update());
    }

    /** Writes the status of an object that is there. */
    public JsonNode writeStatus(JsonNode object) {
        return tree(resource(object.toString()).updateStatus());
    }

    /** Deletes the object: at once, or, where it has finalizers, some time later. */
    public void delete(JsonNode object) {
        resource(object.toString()).delete();
    }

    /** The object as it is now; missing where it is gone. */
    public JsonNode get(JsonNode object) {
        return tree(resource(object.toString()).get());
    }

    /** The Events about all objects of a namespace, as reason and message. */
    public List<String> events(String namespace) {
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
        return client.resource(JSON.convertValue(parse(yaml), GenericKubernetesResource.class));
    }

    private static JsonNode tree(Object object) {
        return parse(Serialization.asJson(object));
    }

    private static JsonNode parse(String yaml) {
        return YamlDocuments.read(yaml, "a test's object").value().get(0);
    }
}
