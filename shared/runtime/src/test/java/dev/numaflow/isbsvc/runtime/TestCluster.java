package dev.numaflow.isbsvc.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.DataRetention;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.Deployment;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionGuard;
import dev.numaflow.isbsvc.runtime.isbsvc.Finalizers;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.KeptBuffers;
import dev.numaflow.isbsvc.runtime.isbsvc.OwnPodDisruptionBudget;
import dev.numaflow.isbsvc.runtime.isbsvc.OwnedResources;
import dev.numaflow.isbsvc.runtime.isbsvc.PendingDeletionReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.PersistentVolumeClaims;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.References;
import dev.numaflow.isbsvc.runtime.isbsvc.RolloutQueue;
import dev.numaflow.isbsvc.runtime.isbsvc.SerialRollout;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceCleanup;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceDeletion;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReport;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.MovedBuffers;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioner;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.testkit.CustomResources;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** An API server with the resource definitions, and the beans wired as the functions wire them. */
public final class TestCluster implements AutoCloseable {

    public static final String NAMESPACE = "team-a";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final TestApiServer server;
    private final KubernetesClient client;
    private final Cluster cluster;

    /** On the API server that the environment asks for; the real one logs no requests. */
    public TestCluster() {
        this(TestApiServer.realIsWanted() ? TestApiServer.sharedReal() : TestApiServer.startEmbedded());
    }

    private TestCluster(TestApiServer server) {
        this.server = server;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        this.cluster = new Cluster(client);
        CustomResources.define(client, Repository.file("knative/manifests/crd"));
        CustomResources.define(client, Repository.file("knative/manifests/crd-pipelines"));
        createNamespace(NAMESPACE);
        server.embedded().ifPresent(embedded -> embedded.requests().clear());
    }

    /** On an embedded server, for tests that count requests. */
    public static TestCluster embedded() {
        return new TestCluster(TestApiServer.startEmbedded());
    }

    /** One more namespace. */
    public void createNamespace(String name) {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    /** On the real control plane, for tests of what only that has, with the roles of the manifests. */
    public static TestCluster real() {
        TestCluster cluster = new TestCluster(TestApiServer.sharedReal());
        Roles.apply(cluster.client, Repository.file("knative/manifests/base"));
        return cluster;
    }

    /** The API server as a function sees it: with its own rights, where the server asks for any. */
    public Cluster clusterOf(String function) {
        return isReal() ? new Cluster(clientOf(function)) : cluster;
    }

    /** With the rights of a function, on the real control plane. */
    public KubernetesClient clientOf(String function) {
        return Roles.client(server.kubeconfig(), function);
    }

    /** Whether the real controllers work on it. */
    public boolean isReal() {
        return server.embedded().isEmpty();
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
            EventRecorder recorder,
            StatusWriter status,
            ChildApplier applier,
            SecretProvisioner mint,
            Planning planning,
            Finalizers finalizers,
            ServiceReconciler reconciler,
            IsbServices services,
            EncryptionGuard guard,
            DeletionGate judge,
            ServiceDeletion deletion,
            PendingDeletionReconciler keeper) {}

    /** The annotations of a child that say what it is, and not when it was changed. */
    public static JsonNode annotationsOf(JsonNode child) {
        ObjectNode annotations = child.path("metadata").path("annotations").isObject()
                ? child.path("metadata").path("annotations").deepCopy()
                : new ObjectMapper().createObjectNode();
        annotations.remove(Annotations.CONFIG_CHANGED);
        return annotations;
    }

    public Beans beans() {
        return beans(cluster);
    }

    public static Beans beans(Cluster cluster) {
        return beans(cluster, Clock.systemUTC());
    }

    /** The same at another time. */
    public static Beans beans(Cluster cluster, Clock clock) {
        EventRecorder recorder = new EventRecorder(cluster, clock, "test");
        StatusWriter status = new StatusWriter(cluster, recorder, clock);
        ChildApplier applier = new ChildApplier(cluster, clock);
        SecretProvisioner mint = new SecretProvisioner(cluster, clock);
        ServerReports servers = new ServerReports(new Monitoring());
        RolloutQueue turns = new RolloutQueue(cluster);
        Planning planning = Planning.on(cluster, servers, clock);
        Finalizers finalizers = new Finalizers(cluster);
        DataRetention retention = new DataRetention(cluster, new PersistentVolumeClaims(cluster));
        ServiceReconciler reconciler = new ServiceReconciler(
                planning,
                new SerialRollout(turns, new ServiceLease(cluster, clock)),
                finalizers,
                new Deployment(mint, applier, new OwnPodDisruptionBudget(cluster), retention),
                new ServiceReport(status, recorder, new KeptBuffers(servers), clock));
        IsbServices services =
                new IsbServices(cluster, new ControllerConfigSource(cluster, recorder, "numaflow-system"));
        DeletionGate judge =
                new DeletionGate(cluster, new References(cluster), new MovedBuffers(cluster, servers, clock));
        ServiceLease leases = new ServiceLease(cluster, clock);
        ServiceCleanup clearance = new ServiceCleanup(
                cluster, new OwnedResources(cluster, new PersistentVolumeClaims(cluster)), retention, finalizers);
        return new Beans(
                cluster,
                recorder,
                status,
                applier,
                mint,
                planning,
                finalizers,
                reconciler,
                services,
                new EncryptionGuard(planning, recorder, status),
                judge,
                new ServiceDeletion(judge, leases, services, clearance, status, recorder),
                new PendingDeletionReconciler(judge, leases, services, reconciler));
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
        WriteResult written = cluster.create(tree(yaml));
        if (written instanceof WriteResult.Done done) {
            return done.object();
        }
        throw new IllegalStateException("not created: " + written);
    }

    public JsonNode live(ObjectKind kind, String name) {
        return cluster.get(new ObjectRef(kind, NAMESPACE, name)).orElseThrow();
    }

    /** What has been asked since this was asked last. */
    public List<LoggedRequest> requests() {
        List<LoggedRequest> requests = server.requests().all();
        server.requests().clear();
        return requests;
    }

    /** What has been written since this was asked last. */
    public List<LoggedRequest> writes() {
        return server.writes();
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
        if (server.embedded().isEmpty()) {
            empty();
        }
        client.close();
        server.close();
    }

    /** Leaves nothing of what a test makes where no controller makes anything of it; at once, as a namespace's end is not. */
    public void clear(ObjectKind... kinds) {
        for (ObjectKind kind : kinds) {
            for (JsonNode object : cluster.list(kind, NAMESPACE)) {
                cluster.delete(object);
            }
        }
    }

    /** The real server is shared: nothing may be left for the next test. */
    private void empty() {
        for (JsonNode service : cluster.list(ObjectKind.ISB_SERVICE, NAMESPACE)) {
            new Finalizers(cluster).remove(service);
        }
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(NAMESPACE).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
    }
}
