package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.Addressable;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.health.TestPods;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.nats.client.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with a Pipeline on a real server that is brought to rest, so that one thing can happen of which no event tells. */
abstract class RepairAtRest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PING_SOURCES = "pingsources.sources.knative.dev";

    @TempDir
    Path folder;

    /** Many events would take a minute. */
    static final RateLimiter AT_ONCE = new RateLimiter() {
        @Override
        void run(List<Task> tasks, Deadline deadline) {
            tasks.forEach(task -> task.work().run());
        }
    };

    final TestCluster cluster = new TestCluster();
    final Names names = cluster.names("n");
    final TestPods pods = new TestPods(cluster.cluster(), names);

    /** Subjects of the events about objects of the test. */
    final String service = subject("numaflow.numaproj.io/v1alpha1", "interstepbufferservices/n");

    final String pipeline = subject("numaflow.numaproj.io/v1alpha1", "pipelines/p");
    final String buffer = cluster.namespace() + "-p-out-0";
    final String configMap = subject("v1", "configmaps/isbsvc-n-js-config");
    final String statefulSet = subject("apps/v1", "statefulsets/isbsvc-n-js");
    NatsServer nats;
    RecordingBroker broker;
    RepairReconciler repair;

    @BeforeEach
    void bringToRest() throws IOException {
        nats = NatsServer.start(servers(), folder, NatsServerConfig.single("n0"));
        HostNames.ofThisJvm().point(names, List.of(nats.address()));
        broker = new RecordingBroker();
        repair = repair(Clock.systemUTC());
        cluster.apply(cluster.service("n", "{version: latest, replicas: 1}"));
        reconcile();
        await().atMost(LONG).until(pods::areRolledOut);
        evaluateHealth();
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: p, namespace: %s}
                spec:
                  interStepBufferServiceName: n
                  vertices:
                  - {name: in, source: {generator: {rpu: 5}}}
                  - {name: out, sink: {log: {}}}
                  edges: [{from: in, to: out}]
                """
                        .formatted(cluster.namespace()));
        provision();
        repair.reconcile();
        assertThat(broker.events()).isEmpty();
        cluster.writes();
    }

    /** The executable of the servers. */
    Path servers() {
        return NatsServerBinary.obtain();
    }

    Options options() {
        return new Options.Builder()
                .server(nats.url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build();
    }

    @AfterEach
    void stop() {
        broker.close();
        nats.close();
        removeIfPresent(new ObjectRef(ObjectKind.CONFIG_MAP, TestCluster.CONTROLLER, ControllerConfig.CONFIG_MAP));
        removeIfPresent(new ObjectRef(ObjectKind.LEASE, TestCluster.SYSTEM, "isbsvc-repair"));
        removePingSources();
        cluster.close();
        HostNames.ofThisJvm().clear();
    }

    /** What repair sends, and that it writes nothing itself but its heartbeat. */
    List<String> sent() {
        cluster.writes();
        repair.reconcile();
        assertThat(cluster.writes())
                .filteredOn(write -> !write.resource().equals("pingsources"))
                .extracting(LoggedRequest::name)
                .containsExactly("isbsvc-repair");
        return broker.events();
    }

    JsonNode lease() {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, TestCluster.SYSTEM, "isbsvc-repair"))
                .orElseThrow();
    }

    String status() {
        return cluster.live(ObjectKind.ISB_SERVICE, "n").path("status").toString();
    }

    void configureTheController(String before, String after) {
        try (InputStream text = ControllerConfig.class.getResourceAsStream("controller-config.yaml")) {
            String config = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(config).contains(before);
            cluster.client()
                    .configMaps()
                    .inNamespace(TestCluster.CONTROLLER)
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName(ControllerConfig.CONFIG_MAP)
                            .endMetadata()
                            .addToData(ControllerConfig.KEY, config.replace(before, after))
                            .build())
                    .create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void partition(int partition) {
        change(ObjectKind.STATEFUL_SET, "isbsvc-n-js", set -> set.withObject("/spec/updateStrategy/rollingUpdate")
                .put("partition", partition));
    }

    void definePingSources() {
        cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .load(new ByteArrayInputStream(
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: pingsources.sources.knative.dev}
                        spec:
                          group: sources.knative.dev
                          scope: Namespaced
                          names: {kind: PingSource, plural: pingsources, singular: pingsource, listKind: PingSourceList}
                          versions:
                          - name: v1
                            served: true
                            storage: true
                            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                        """
                                .getBytes(StandardCharsets.UTF_8)))
                .create();
        await().atMost(LONG).ignoreExceptions().until(() -> cluster.client()
                .genericKubernetesResources("sources.knative.dev/v1", "PingSource")
                .inNamespace(TestCluster.SYSTEM)
                .list()
                .getItems()
                .isEmpty());
    }

    /** The next test may be about a cluster without them. */
    private void removePingSources() {
        var definition = cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(PING_SOURCES);
        definition.delete();
        await().atMost(LONG).until(() -> definition.get() == null);
    }

    private void removeIfPresent(ObjectRef shared) {
        cluster.cluster().get(shared).ifPresent(cluster.cluster()::delete);
    }

    /** A reconcile has repaired the Secret of the clients, because two others prove what it held. */
    void provision() {
        useTheServersOfTheTest();
        TestProvisioning.on(cluster.cluster()).reconcile(new Pointer(EventType.READY, ObjectRef.of(names)));
    }

    void reconcile() {
        reconcile(names);
    }

    void reconcile(Names names) {
        TestBeans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("deployed");
        });
    }

    /** Instead of the minted user: the servers of a test know only their own. */
    void useTheServersOfTheTest() {
        change(ObjectKind.SECRET, names.clientSecret(), secret -> secret.withObject("/data")
                .put(Keys.CLIENT_USER, base64(NatsServerConfig.CLIENT_USER))
                .put(Keys.CLIENT_PASSWORD, base64(NatsServerConfig.CLIENT_PASSWORD)));
    }

    /** Pipeline p uses it. */
    void refuseDeletion() {
        TestBeans beans = cluster.beans();
        delete(ObjectKind.ISB_SERVICE, "n");
        Pointer service = new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names));
        beans.services().with(service, beans.deletion()::reconcile);
        beans.services().with(service, beans.keeper()::reconcile);
    }

    void evaluateHealth() {
        TestBeans beans = cluster.beans();
        new HealthReconciler(beans.services(), health(), beans.status())
                .reconcile(new Pointer(EventType.DEPLOYED, ObjectRef.of(names)));
    }

    ServiceHealth health() {
        return new ServiceHealth(cluster.cluster(), new ServerReports(new Monitoring()), Clock.systemUTC());
    }

    RepairReconciler repair(Clock clock) {
        return repair(cluster.cluster(), clock);
    }

    RepairReconciler repair(Cluster api, Clock clock) {
        return new RepairReconciler(
                api,
                new ControllerConfigSource(api, cluster.beans().recorder(), TestCluster.CONTROLLER),
                new ServerReports(new Monitoring()),
                clock,
                new Reaction(
                        new StepTicks(api, TestCluster.SYSTEM),
                        new PacedSender(new BrokerClient(() -> Addressable.at(URI.create(broker.url()))), AT_ONCE),
                        new Heartbeat(new RepairLease(api, TestCluster.SYSTEM), clock),
                        cluster.beans().recorder()));
    }

    interface Change {
        Object to(ObjectNode object);
    }

    /** As often as a controller is faster. */
    void change(ObjectKind kind, String name, Change change) {
        await().atMost(LONG).until(() -> {
            ObjectNode object = cluster.live(kind, name).deepCopy();
            assertThat(change.to(object)).isNotNull();
            return cluster.cluster().replace(object) instanceof WriteResult.Done;
        });
    }

    void delete(ObjectKind kind, String name) {
        await().atMost(LONG)
                .until(() -> cluster.cluster().delete(cluster.live(kind, name)) instanceof WriteResult.Done);
    }

    /** The subject of the events about an object in the namespace of the test. */
    String subject(String version, String object) {
        return "/apis/" + version + "/namespaces/" + cluster.namespace() + "/" + object;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
