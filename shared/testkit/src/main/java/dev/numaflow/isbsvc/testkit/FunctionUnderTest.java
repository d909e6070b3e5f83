package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.testkit.FunctionProcess.Answer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A function as it is packaged, in a process that all tests of a class share, on a real API server with the rights of its own
 * ServiceAccount. Each test has a namespace, and events are posted as the broker posts them.
 */
public final class FunctionUnderTest
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final String NOBODY = "https://127.0.0.1:1";

    private final ClusterExtension cluster = new ClusterExtension();
    private final String function;
    private final Map<String, String> environment;
    private FunctionProcess process;
    private String kubeconfig;
    private int messageBefore;

    private FunctionUnderTest(String function, Map<String, String> environment) {
        this.function = function;
        this.environment = environment;
    }

    /** The function of this name, to be registered as a static extension. */
    public static FunctionUnderTest of(String function) {
        return of(function, Map.of());
    }

    /** The same with more in its environment. */
    public static FunctionUnderTest of(String function, Map<String, String> environment) {
        return new FunctionUnderTest(function, environment);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        kubeconfig = TestApiServer.shared().kubeconfigOf(function);
        process = FunctionProcess.start(function, kubeconfig, environment);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster.beforeEach(context);
        messageBefore = process.log().size();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster.afterEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        process.close();
    }

    /** One more process of the function; the API server is where this says. */
    public FunctionProcess another(String url) {
        return FunctionProcess.start(
                function, kubeconfig.replace(cluster.server().url(), url), environment);
    }

    /** One more process of the function, whose API server is away. */
    public FunctionProcess withoutApiServer() {
        return another(NOBODY);
    }

    /** Posts an event in binary mode. @param attributes without the prefix of the headers */
    public Answer post(Map<String, String> attributes, String data) {
        return process.post(attributes, data);
    }

    /** Posts anything at all. */
    public Answer postRaw(Map<String, String> headers, byte[] body) {
        return process.postRaw(headers, body);
    }

    /** Posts an event about an object in the namespace of this test, as an ApiServerSource sends it. */
    public Answer post(String type, String kind, String name) {
        return post(type, kind, namespace(), name);
    }

    /** The same in any namespace. */
    public Answer post(String type, String kind, String namespace, String name) {
        return process.post(type, kind, namespace, name);
    }

    /** Asks for a page beside the events. */
    public Answer get(String path) {
        return process.get(path);
    }

    /** A client with all rights. */
    public KubernetesClient client() {
        return cluster.client();
    }

    /** The namespace of this test. */
    public String namespace() {
        return cluster.namespace();
    }

    /** A further namespace. */
    public String createNamespace(String prefix) {
        return cluster.createNamespace(prefix);
    }

    /** Creates an object as a user does, in the namespace of this test where it names none. */
    public HasMetadata create(String yaml) {
        HasMetadata object = Serialization.unmarshal("---\n" + yaml);
        if (object.getMetadata().getNamespace() == null) {
            object.getMetadata().setNamespace(namespace());
        }
        return client().resource(object).create();
    }

    /** The Events that functions have recorded on the objects of this test. */
    public List<Event> events() {
        return client().v1().events().inNamespace(namespace()).list().getItems().stream()
                .filter(event -> String.valueOf(event.getReportingComponent()).startsWith("isbsvc-"))
                .toList();
    }

    /** What the function asked the API server since this was asked last. */
    public List<LoggedRequest> requests() {
        return cluster.server().requestsOf(function);
    }

    /** The same, but for requests that change nothing. */
    public List<LoggedRequest> writes() {
        return requests().stream().filter(LoggedRequest::isWrite).toList();
    }

    /** What the function has logged since the test began, line by line. */
    public List<String> log() {
        List<String> all = process.log();
        return all.subList(messageBefore, all.size());
    }

    /** The text of a kubeconfig with the rights of the function. */
    public String kubeconfig() {
        return kubeconfig;
    }
}
