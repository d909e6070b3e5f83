package dev.numaflow.isbsvc.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import dev.numaflow.isbsvc.runtime.secrets.SecretMint;
import dev.numaflow.isbsvc.runtime.service.Budgets;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.service.Deployment;
import dev.numaflow.isbsvc.runtime.service.Finalizers;
import dev.numaflow.isbsvc.runtime.service.Planning;
import dev.numaflow.isbsvc.runtime.service.ServiceReconciler;
import dev.numaflow.isbsvc.runtime.service.ServiceReport;
import dev.numaflow.isbsvc.runtime.service.Services;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** An API server with the resource definitions, and the beans wired as the functions wire them. */
public final class TestCluster implements AutoCloseable {

    public static final String NAMESPACE = "team-a";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path DEFINITIONS = Path.of("../../knative/manifests/crd");

    private final EmbeddedApiServer server = EmbeddedApiServer.start();
    private final KubernetesClient client = clientOf(server.url());
    private final Cluster cluster = new Cluster(client);

    public TestCluster() {
        try (var definitions = Files.newDirectoryStream(DEFINITIONS, "numaflow*.yaml")) {
            for (Path definition : definitions) {
                client.load(Files.newInputStream(definition)).create();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        server.requests().clear();
    }

    /** A client of its own, as another process has, perhaps behind a proxy. */
    public static KubernetesClient clientOf(String url) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(url)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public String url() {
        return server.url();
    }

    public KubernetesClient client() {
        return client;
    }

    public Cluster cluster() {
        return cluster;
    }

    /** The beans of a function that talks to the API server through this client. */
    public record Beans(
            Cluster cluster,
            Announcer announcer,
            StatusWriter status,
            ChildApplier applier,
            SecretMint mint,
            Planning planning,
            Finalizers finalizers,
            ServiceReconciler reconciler,
            Services services) {}

    public Beans beans() {
        return beans(cluster);
    }

    public static Beans beans(Cluster cluster) {
        Clock clock = Clock.systemUTC();
        Announcer announcer = new Announcer(cluster, clock, "test");
        StatusWriter status = new StatusWriter(cluster, announcer, clock);
        ChildApplier applier = new ChildApplier(cluster);
        SecretMint mint = new SecretMint(cluster, clock);
        Budgets budgets = new Budgets(cluster);
        Planning planning = new Planning(cluster, budgets);
        Finalizers finalizers = new Finalizers(cluster);
        ServiceReconciler reconciler = new ServiceReconciler(
                planning, finalizers, new Deployment(mint, applier, budgets), new ServiceReport(status, announcer));
        ControllerConfigSource configs = new ControllerConfigSource(cluster, announcer, "numaflow-system");
        return new Beans(
                cluster,
                announcer,
                status,
                applier,
                mint,
                planning,
                finalizers,
                reconciler,
                new Services(cluster, configs));
    }

    /** Creates an object as a user does. */
    public JsonNode apply(String yaml) {
        Written written = cluster.create(tree(yaml));
        if (written instanceof Written.Done done) {
            return done.object();
        }
        throw new IllegalStateException("not created: " + written);
    }

    public JsonNode live(ObjectKind kind, String name) {
        return cluster.get(new ObjectRef(kind, NAMESPACE, name)).orElseThrow();
    }

    /** What has been written since this was asked last. */
    public List<LoggedRequest> writes() {
        List<LoggedRequest> writes = server.requests().writes();
        server.requests().clear();
        return writes;
    }

    public static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A service in the namespace of the tests. @param jetstream YAML of one line */
    public static String service(String name, String jetstream) {
        return """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: %s}
                spec: {jetstream: %s}
                """
                .formatted(name, NAMESPACE, jetstream);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
