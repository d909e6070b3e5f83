package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.testkit.FunctionProcess.Answer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/**
 * A function as it is packaged, in a process of its own, with an embedded API server that logs what it is asked. Events are posted to
 * it as the broker posts them.
 */
public final class FunctionUnderTest implements AutoCloseable {
    private final TestApiServer api = TestApiServer.startEmbedded();
    private final KubernetesClient client;
    private final FunctionProcess process;

    private FunctionUnderTest(String function, Map<String, String> environment) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                .build();
        CustomResources.define(client, Repository.file("knative/manifests/crd"));
        CustomResources.define(client, Repository.file("knative/manifests/crd-pipelines"));
        // What the test has set up is not what the function did.
        api.requests();
        process = FunctionProcess.start(function, api.kubeconfig(), environment);
    }

    /** Starts the function; it serves when this returns. */
    public static FunctionUnderTest start(String function) {
        return start(function, Map.of());
    }

    /** Starts the function with more in its environment. */
    public static FunctionUnderTest start(String function, Map<String, String> environment) {
        return new FunctionUnderTest(function, environment);
    }

    /** Posts an event in binary mode. @param attributes without the prefix of the headers */
    public Answer post(Map<String, String> attributes, String data) {
        return process.post(attributes, data);
    }

    /** Posts anything at all. */
    public Answer postRaw(Map<String, String> headers, byte[] body) {
        return process.postRaw(headers, body);
    }

    /** Posts an event about an object, as an ApiServerSource sends it. */
    public Answer post(String type, String kind, String namespace, String name) {
        return process.post(type, kind, namespace, name);
    }

    /** Asks for a page beside the events. */
    public Answer get(String path) {
        return process.get(path);
    }

    /** A client with all rights. */
    public KubernetesClient client() {
        return client;
    }

    /** Creates an object as a user does. */
    public HasMetadata create(String yaml) {
        return client.resource((HasMetadata) Serialization.unmarshal("---\n" + yaml))
                .create();
    }

    /** What the API server was asked since this was asked last. */
    public List<LoggedRequest> requests() {
        return api.requests();
    }

    /** The same, but for requests that change nothing. */
    public List<LoggedRequest> writes() {
        return requests().stream().filter(LoggedRequest::isWrite).toList();
    }

    /** What the function has logged, line by line. */
    public List<String> log() {
        return process.log();
    }

    /** Where the API server is, for another process of the function. */
    public TestApiServer apiServer() {
        return api;
    }

    /** Takes the API server away. */
    public void stopApiServer() {
        api.close();
    }

    @Override
    public void close() {
        process.close();
        client.close();
        api.close();
    }
}
