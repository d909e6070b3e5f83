package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthLook;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.health.TestPods;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariant 2, complete without luck: a service is brought to rest, then one thing happens of which no event tells. */
class RepairLookIT {

    private static final Names NAMES = new Names(TestCluster.NAMESPACE, "n");
    private static final String SERVICE =
            "/apis/numaflow.numaproj.io/v1alpha1/namespaces/team-a/interstepbufferservices/n";
    private static final String PIPELINE = "/apis/numaflow.numaproj.io/v1alpha1/namespaces/team-a/pipelines/p";

    @TempDir
    Path folder;

    private final TestCluster cluster = TestCluster.embedded();
    private final TestPods pods = new TestPods(cluster.cluster(), NAMES);
    private NatsServer nats;
    private RecordingBroker broker;
    private RepairLook repair;

    @BeforeEach
    void bringToRest() throws IOException {
        nats = NatsServer.start(folder, NatsServerConfig.single("n0"));
        HostNames.ofThisJvm().point(NAMES, List.of(nats.address()));
        broker = new RecordingBroker();
        repair = repair();
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
        TestProvisioning.on(cluster.cluster()).look(new Pointer(EventType.READY, ObjectRef.of(NAMES)));
        cluster.writes();
    }

    @AfterEach
    void stop() {
        broker.close();
        nats.close();
        cluster.close();
        HostNames.ofThisJvm().clear();
    }

    @Test
    void isSilentWhenNothingIsWrong() {
        assertThat(repair.look().said()).isEqualTo("nothing is missed");

        assertThat(broker.events()).isEmpty();
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void aServiceThatWasNeverLookedAt() {
        cluster.apply(TestCluster.service("other", "{version: latest}"));

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.resource.add " + SERVICE.replace("services/n", "services/other"));
    }

    @Test
    void aChangedSpec() {
        change(ObjectKind.SERVICE, "n", service -> service.withObject("/spec/jetstream")
                .put("settings", "max_payload: 2MB"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.resource.update " + SERVICE);
    }

    @Test
    void anAnnotationOfOurs() {
        change(ObjectKind.SERVICE, "n", service -> service.withObject("/metadata/annotations")
                .put("isbsvc.numaflow.numaproj.io/approve", "something"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.resource.update " + SERVICE);
    }

    @Test
    void aDeletionThatWasAskedFor() {
        delete(ObjectKind.PIPELINE, "p");
        delete(ObjectKind.SERVICE, "n");

        assertThat(sent()).contains("dev.knative.apiserver.resource.update " + SERVICE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "STATEFUL_SET, isbsvc-n-js, /apis/apps/v1/namespaces/team-a/statefulsets/isbsvc-n-js",
        "CONFIG_MAP, isbsvc-n-js-config, /apis/v1/namespaces/team-a/configmaps/isbsvc-n-js-config",
        "HEADLESS_SERVICE, isbsvc-n-js-svc, /apis/v1/namespaces/team-a/services/isbsvc-n-js-svc",
        "POD_DISRUPTION_BUDGET, isbsvc-n-js-pdb,"
                + " /apis/policy/v1/namespaces/team-a/poddisruptionbudgets/isbsvc-n-js-pdb",
        "SECRET, isbsvc-n-js-client-auth, /apis/v1/namespaces/team-a/secrets/isbsvc-n-js-client-auth"
    })
    void aChildThatWasRemoved(ObjectKind kind, String name, String subject) {
        delete(kind, name);

        assertThat(sent()).contains("dev.knative.apiserver.ref.delete " + subject);
    }

    @Test
    void aChildThatWasEditedByHand() {
        change(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config", config -> config.withObject("/data")
                .put("nats-js", "port: 1"));

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.ref.update /apis/v1/namespaces/team-a/configmaps/isbsvc-n-js-config");
    }

    @Test
    void aQuorumThatWasLost() {
        pods.crashing(0);

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.ref.update /apis/apps/v1/namespaces/team-a/statefulsets/isbsvc-n-js");
    }

    @Test
    void aPipelineThatWasAdded() {
        JsonNode first = cluster.live(ObjectKind.PIPELINE, "p");
        ObjectNode second = first.deepCopy();
        second.set("metadata", TestCluster.tree("{name: q, namespace: team-a}"));
        second.remove("status");
        cluster.apply(second.toString());

        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.add " + PIPELINE.replace("pipelines/p", "pipelines/q"));
    }

    @Test
    void aPipelineThatWasDeleted() {
        delete(ObjectKind.PIPELINE, "p");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + PIPELINE);
    }

    @Test
    void aStreamAndAConsumerThatWereLost() throws Exception {
        try (Connection connection = Nats.connect(new Options.Builder()
                .server(nats.url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build())) {
            connection.jetStreamManagement().deleteConsumer("team-a-p-out-0", "team-a-p-out-0");
            assertThat(sent()).containsExactly("dev.knative.apiserver.ref.add " + PIPELINE);

            connection.jetStreamManagement().deleteStream("team-a-p-out-0");
            assertThat(sent()).containsExactly("dev.knative.apiserver.ref.add " + PIPELINE);
        }
    }

    @Test
    void aServiceThatCannotBeLookedAtKeepsNoOtherFromBeingRepaired() {
        nats.kill();
        delete(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config");

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.ref.delete /apis/v1/namespaces/team-a/configmaps/isbsvc-n-js-config");
    }

    /** What repair sends, and that it writes nothing itself. */
    private List<String> sent() {
        cluster.writes();
        repair.look();
        assertThat(cluster.writes()).isEmpty();
        return broker.events();
    }

    private void reconcile() {
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(NAMES)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("deployed");
        });
    }

    /** Instead of the minted user: the servers of a test know only their own. */
    private void useTheServersOfTheTest() {
        change(ObjectKind.SECRET, NAMES.clientSecret(), secret -> secret.withObject("/data")
                .put(Keys.CLIENT_USER, base64(NatsServerConfig.CLIENT_USER))
                .put(Keys.CLIENT_PASSWORD, base64(NatsServerConfig.CLIENT_PASSWORD)));
    }

    private void judge() {
        TestCluster.Beans beans = cluster.beans();
        new HealthLook(beans.services(), health(), beans.status())
                .look(new Pointer(EventType.DEPLOYED, ObjectRef.of(NAMES)));
    }

    private ServiceHealth health() {
        return new ServiceHealth(cluster.cluster(), new ServerReports(new Monitoring()));
    }

    private RepairLook repair() {
        TestCluster.Beans beans = cluster.beans();
        return new RepairLook(
                cluster.cluster(),
                new ControllerConfigSource(cluster.cluster(), beans.announcer(), "numaflow-system"),
                new PipelineSource(cluster.cluster()),
                new ServiceCheck(cluster.cluster(), beans.planning()),
                new HealthCheck(health()),
                new BufferCheck(beans.planning(), new ServerReports(new Monitoring()), Clock.systemUTC()),
                new BrokerClient(Optional.of(broker.url())));
    }

    private interface Change {
        Object to(ObjectNode object);
    }

    private void change(ObjectKind kind, String name, Change change) {
        ObjectNode object = cluster.live(kind, name).deepCopy();
        assertThat(change.to(object)).isNotNull();
        assertThat(cluster.cluster().replace(object)).isNotNull();
    }

    private void delete(ObjectKind kind, String name) {
        cluster.cluster().delete(cluster.live(kind, name));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
