package dev.numaflow.isbsvc.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.RunningService;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The real API server with the resource definitions and the roles of the functions, and a namespace that nobody else uses.
 */
public final class TestCluster implements RunningService.Hand, AutoCloseable {

    /** The namespace of the Leases of `repair`; one for all tests. */
    public static final String SYSTEM = "isbsvc-system";

    /** The namespace of the controller's configuration; one for all tests. */
    public static final String CONTROLLER = "numaflow-system";

    private static final int SUFFIX_LENGTH = 8;
    private static final List<ObjectKind> CUSTOM_RESOURCES =
            List.of(ObjectKind.ISB_SERVICE, ObjectKind.PIPELINE, ObjectKind.SERVING_PIPELINE);

    /** What tests leave in a namespace that stays. */
    private static final List<ObjectKind> NAMESPACED = List.of(
            ObjectKind.STATEFUL_SET, ObjectKind.SECRET, ObjectKind.CONFIG_MAP, ObjectKind.LEASE, ObjectKind.EVENT);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final TestApiServer server;
    private final KubernetesClient client;
    private final Cluster cluster;
    private final String namespace;
    private final boolean stays;
    private final Map<String, KubernetesClient> clients = new ConcurrentHashMap<>();
    private final List<String> namespaces = Collections.synchronizedList(new ArrayList<>());

    public TestCluster() {
        this("test-" + suffix(), false);
    }

    /** With a namespace whose name matters: it is emptied at the end, and stays. */
    public static TestCluster in(String namespace) {
        return new TestCluster(namespace, true);
    }

    private TestCluster(String namespace, boolean stays) {
        this.server = TestApiServer.shared();
        this.client = TestApiServer.client(server.kubeconfig());
        this.cluster = new Cluster(client);
        prepare(client);
        this.namespace = namespace;
        this.stays = stays;
        if (!stays || client.namespaces().withName(namespace).get() == null) {
            Namespaces.create(client, namespace);
        }
        namespaces.add(namespace);
        server.requests();
    }

    /** What all tests share, once in a JVM. */
    private static synchronized void prepare(KubernetesClient client) {
        if (client.namespaces().withName(CONTROLLER).get() != null) {
            return;
        }
        TestApiServer.installAccounts();
        Namespaces.create(client, CONTROLLER);
    }

    /** The namespace of this test. */
    public String namespace() {
        return namespace;
    }

    /** A service in the namespace of this test. */
    public Names names(String service) {
        return new Names(namespace, service);
    }

    /** One more namespace. */
    public void createNamespace(String name) {
        Namespaces.create(client, name);
        namespaces.add(name);
    }

    /** One more namespace that no other test has. @return its name */
    public String newNamespace(String prefix) {
        String name = prefix + "-" + suffix();
        createNamespace(name);
        return name;
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
    }

    /** Leaves a namespace in which nothing is left: its end is some sixty requests of a controller. */
    public void leave(String namespace) {
        namespaces.remove(namespace);
    }

    /** The API server with the rights of a function. */
    public Cluster clusterOf(String function) {
        return new Cluster(clientOf(function));
    }

    /** The same as a client, which is closed with this cluster. */
    public KubernetesClient clientOf(String function) {
        return clients.computeIfAbsent(function, each -> TestApiServer.client(server.kubeconfigOf(each)));
    }

    /** With all rights; each request is seen before it is sent. */
    public Cluster watchedBy(Consumer<HttpRequest> watcher) {
        Interceptor interceptor = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                watcher.accept(request);
            }
        };
        KubernetesClient watched = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("watcher", interceptor))
                .build();
        clients.put("watched " + clients.size(), watched);
        return new Cluster(watched);
    }

    public KubernetesClient client() {
        return client;
    }

    public Cluster cluster() {
        return cluster;
    }

    /** The annotations of a child that say what it is, and not when it was changed. */
    public static JsonNode annotationsOf(JsonNode child) {
        ObjectNode annotations = child.path("metadata").path("annotations").isObject()
                ? child.path("metadata").path("annotations").deepCopy()
                : new ObjectMapper().createObjectNode();
        annotations.remove(Annotations.CONFIG_CHANGED);
        annotations.remove(Annotations.OTHER_WRITERS);
        return annotations;
    }

    /** The beans of a function with all rights. */
    public TestBeans beans() {
        return TestBeans.of(cluster);
    }

    /** A value of a Secret, from its data. */
    public static String text(JsonNode data, String key) {
        return new String(Base64.getDecoder().decode(data.path(key).asText()), StandardCharsets.UTF_8);
    }

    /** What clients hold. */
    public static AuthConf.Credentials credentialsOfClient(JsonNode data) {
        return new AuthConf.Credentials(text(data, Keys.CLIENT_USER), text(data, Keys.CLIENT_PASSWORD));
    }

    /** What the servers accept. */
    public static AuthConf.Credentials credentialsOfServer(JsonNode data) {
        return AuthConf.credentials(text(data, Keys.AUTH));
    }

    /** Creates an object as a user does. */
    public JsonNode apply(String yaml) {
        return done(cluster.create(tree(yaml)));
    }

    @Override
    public JsonNode create(String yaml) {
        return apply(yaml);
    }

    @Override
    public JsonNode writeStatus(JsonNode object) {
        return done(cluster.replaceStatus(object));
    }

    /** Writes all of an object but its status. */
    public JsonNode replace(JsonNode object) {
        return done(cluster.replace(object));
    }

    /** What functions have told of the objects of this test, as name, reason and message. */
    public List<String> events() {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> String.valueOf(event.getReportingComponent()).startsWith("isbsvc-"))
                .map(event -> event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage())
                .toList();
    }

    private static JsonNode done(WriteResult written) {
        if (written instanceof WriteResult.Done done) {
            return done.object();
        }
        throw new IllegalStateException("not written: " + written);
    }

    public JsonNode live(ObjectKind kind, String name) {
        return cluster.get(new ObjectRef(kind, namespace, name)).orElseThrow();
    }

    /** The requests about objects of this test since the last call of this or of {@link #writes()}. */
    public List<LoggedRequest> requests() {
        return server.requests().stream()
                .filter(request -> isOurs(request.namespace()))
                .toList();
    }

    /** The same but for requests that change nothing. */
    public List<LoggedRequest> writes() {
        return requests().stream().filter(LoggedRequest::isWrite).toList();
    }

    private boolean isOurs(String of) {
        return of.isEmpty() || of.equals(SYSTEM) || of.equals(CONTROLLER) || namespaces.contains(of);
    }

    public static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service in the namespace of this test. @param jetstream YAML of one line */
    public String service(String name, String jetstream) {
        return service(new Names(namespace, name), jetstream);
    }

    /** The same in any namespace. */
    public static String service(Names names, String jetstream) {
        return """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: %s}
                spec: {jetstream: %s}
                """
                .formatted(names.isbsvcName(), names.namespace(), jetstream);
    }

    /** Removes what tests that have one namespace create, where no controller creates anything from it. */
    public void clear(ObjectKind... kinds) {
        for (ObjectKind kind : kinds) {
            for (JsonNode object : cluster.list(kind, namespace)) {
                cluster.delete(object);
            }
        }
    }

    /** Removes the objects that others would see who list everywhere; nobody waits for the end of the namespaces. */
    @Override
    public void close() {
        for (String each : namespaces) {
            CUSTOM_RESOURCES.forEach(kind -> cluster.list(kind, each).forEach(this::remove));
            if (stays && each.equals(namespace)) {
                NAMESPACED.forEach(kind -> cluster.list(kind, each).forEach(this::remove));
            } else {
                client.namespaces().withName(each).delete();
            }
        }
        clients.values().forEach(KubernetesClient::close);
        client.close();
    }

    private void remove(JsonNode object) {
        if (!object.at("/metadata/finalizers").isEmpty()) {
            resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
        }
        delete(object);
    }

    /** Deletes an object whatever has become of it. */
    public void delete(JsonNode object) {
        resource(object).delete();
    }

    private Resource<GenericKubernetesResource> resource(JsonNode object) {
        return client.genericKubernetesResources(
                        object.path("apiVersion").asText(), object.path("kind").asText())
                .inNamespace(object.at("/metadata/namespace").asText())
                .withName(object.at("/metadata/name").asText());
    }
}
