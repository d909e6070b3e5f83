package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
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
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.nats.client.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with a Pipeline on a real server that is brought to rest, so that one thing can happen of which no event tells. */
abstract class RepairAtRest {
    static final Names NAMES = new Names(TestCluster.NAMESPACE, "n");
    static final String SERVICE = "/apis/numaflow.numaproj.io/v1alpha1/namespaces/team-a/interstepbufferservices/n";
    static final String PIPELINE = "/apis/numaflow.numaproj.io/v1alpha1/namespaces/team-a/pipelines/p";

    @TempDir
    Path folder;

    static final String CONFIG_MAP = "/apis/v1/namespaces/team-a/configmaps/isbsvc-n-js-config";
    static final String STATEFUL_SET = "/apis/apps/v1/namespaces/team-a/statefulsets/isbsvc-n-js";
    static final String SYSTEM = "isbsvc-system";

    /** Many events would take a minute. */
    static final RateLimiter AT_ONCE = new RateLimiter() {
        @Override
        void run(List<Task> tasks, Deadline deadline) {
            tasks.forEach(task -> task.work().run());
        }
    };

    final TestCluster cluster = TestCluster.embedded();
    final TestPods pods = new TestPods(cluster.cluster(), NAMES);
    NatsServer nats;
    RecordingBroker broker;
    RepairReconciler repair;

    @BeforeEach
    void bringToRest() throws IOException {
        nats = NatsServer.start(servers(), folder, NatsServerConfig.single("n0"));
        HostNames.ofThisJvm().point(NAMES, List.of(nats.address()));
        broker = new RecordingBroker();
        repair = repair(Clock.systemUTC());
        cluster.createNamespace(SYSTEM);
        cluster.createNamespace("numaflow-system");
        cluster.apply(TestCluster.service("n", "{version: latest, replicas: 1}"));
        reconcile();
        useTheServersOfTheTest();
        pods.ready(0);
        judge();
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: p, namespace: team-a}
                spec:
                  interStepBufferServiceName: n
                  vertices:
                  - {name: in, source: {generator: {rpu: 5}}}
                  - {name: out, sink: {log: {}}}
                  edges: [{from: in, to: out}]
                """);
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
                .get(new ObjectRef(ObjectKind.LEASE, SYSTEM, "isbsvc-repair"))
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
                    .inNamespace("numaflow-system")
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
    }

    void provision() {
        TestProvisioning.on(cluster.cluster()).reconcile(new Pointer(EventType.READY, ObjectRef.of(NAMES)));
    }

    void reconcile() {
        reconcile(NAMES);
    }

    void reconcile(Names names) {
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("deployed");
        });
    }

    /** Instead of the minted user: the servers of a test know only their own. */
    void useTheServersOfTheTest() {
        change(ObjectKind.SECRET, NAMES.clientSecret(), secret -> secret.withObject("/data")
                .put(Keys.CLIENT_USER, base64(NatsServerConfig.CLIENT_USER))
                .put(Keys.CLIENT_PASSWORD, base64(NatsServerConfig.CLIENT_PASSWORD)));
    }

    /** Pipeline p uses it. */
    void refuseDeletion() {
        TestCluster.Beans beans = cluster.beans();
        delete(ObjectKind.ISB_SERVICE, "n");
        Pointer service = new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(NAMES));
        beans.services().with(service, beans.deletion()::reconcile);
        beans.services().with(service, beans.keeper()::reconcile);
    }

    void judge() {
        TestCluster.Beans beans = cluster.beans();
        new HealthReconciler(beans.services(), health(), beans.status())
                .reconcile(new Pointer(EventType.DEPLOYED, ObjectRef.of(NAMES)));
    }

    ServiceHealth health() {
        return new ServiceHealth(cluster.cluster(), new ServerReports(new Monitoring()), Clock.systemUTC());
    }

    RepairReconciler repair(Clock clock) {
        return new RepairReconciler(
                cluster.cluster(),
                new ControllerConfigSource(cluster.cluster(), cluster.beans().recorder(), "numaflow-system"),
                new ServerReports(new Monitoring()),
                clock,
                new Reaction(
                        new StepTicks(cluster.cluster(), SYSTEM),
                        new PacedSender(new BrokerClient(Optional.of(broker.url())), AT_ONCE),
                        new Heartbeat(new RepairLease(cluster.cluster(), SYSTEM), clock),
                        cluster.beans().recorder()));
    }

    interface Change {
        Object to(ObjectNode object);
    }

    void change(ObjectKind kind, String name, Change change) {
        ObjectNode object = cluster.live(kind, name).deepCopy();
        assertThat(change.to(object)).isNotNull();
        assertThat(cluster.cluster().replace(object)).isNotNull();
    }

    void delete(ObjectKind kind, String name) {
        cluster.cluster().delete(cluster.live(kind, name));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
