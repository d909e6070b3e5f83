package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.broker.NotAccepted;
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
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static final String CONFIG_MAP = "/apis/v1/namespaces/team-a/configmaps/isbsvc-n-js-config";
    private static final String STATEFUL_SET = "/apis/apps/v1/namespaces/team-a/statefulsets/isbsvc-n-js";
    private static final String SYSTEM = "isbsvc-system";

    /** Many events would take a minute. */
    private static final Pace AT_ONCE = new Pace() {
        @Override
        void run(List<Task> tasks, Deadline deadline) {
            tasks.forEach(task -> task.work().run());
        }
    };

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
        repair.look();
        assertThat(broker.events()).isEmpty();
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
        assertThat(cluster.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly("update leases isbsvc-repair");
    }

    /** Invariant 12: the API server is asked for what stands on Secrets, never for what they hold. */
    @Test
    void readsNoSecret() {
        delete(ObjectKind.SECRET, NAMES.clientSecret());
        cluster.requests();

        repair.look();

        assertThat(cluster.requests())
                .filteredOn(request -> request.resource().equals("secrets"))
                .hasSize(2)
                .allMatch(LoggedRequest::metadataOnly);
    }

    @Test
    void asksTheApiServerAsOftenForManyServicesAsForOne() {
        cluster.requests();
        repair.look();
        List<LoggedRequest> one = cluster.requests();
        for (int i = 0; i < 29; i++) {
            cluster.apply(TestCluster.service("more-" + i, "{version: latest, replicas: 1}"));
            reconcile(new Names(TestCluster.NAMESPACE, "more-" + i));
        }
        cluster.requests();

        repair.look();

        assertThat(cluster.requests()).isEqualTo(one);
        assertThat(one).filteredOn(request -> request.verb().equals("list")).hasSize(10);
    }

    @Test
    void aServiceThatWasNeverLookedAt() {
        cluster.apply(TestCluster.service("other", "{version: latest}"));

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.resource.add " + SERVICE.replace("services/n", "services/other"));
    }

    @Test
    void aChangedConfigurationOfTheController() {
        configureTheController("maxMsgs: 100000", "maxMsgs: 50000");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + CONFIG_MAP);
        reconcile();
        assertThat(status()).contains("maxmsgs: 50000");
        provision();
        assertThat(sent()).isEmpty();
    }

    @Test
    void aRefusedServiceThatTheConfigurationOfTheControllerNowAllows() {
        Names other = new Names(TestCluster.NAMESPACE, "other");
        cluster.apply(TestCluster.service("other", "{version: 2.8.0, replicas: 1}"));
        reconcile(other);
        assertThat(sent()).isEmpty();

        configureTheController("version: 2.8.1\n", "version: 2.8.0\n");

        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.update " + CONFIG_MAP.replace("-n-", "-other-"));
        reconcile(other);
        assertThat(cluster.live(ObjectKind.STATEFUL_SET, other.statefulSet())).isNotNull();
    }

    @Test
    void aHeldChangeAndThatTheReasonForItIsGone() {
        configureTheController("max_file_store: 1TB", "max_file_store: 2TB");
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + CONFIG_MAP);
        reconcile();
        assertThat(status()).contains("max_file_store stays");
        assertThat(sent()).isEmpty();

        cluster.client()
                .configMaps()
                .inNamespace("numaflow-system")
                .withName(ControllerConfig.CONFIG_MAP)
                .delete();

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + CONFIG_MAP);
        reconcile();
        assertThat(status()).doesNotContain("ChangesHeld");
        assertThat(sent()).isEmpty();
    }

    @Test
    void aServiceInSteps() {
        partition(1);

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + STATEFUL_SET);
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + STATEFUL_SET);
    }

    @Test
    void ticksEachMinuteWhileAServiceIsInStepsAndNotAtRest() {
        definePingSources();
        partition(1);
        repair.look();
        ObjectRef steps = new ObjectRef(ObjectKind.PING_SOURCE, SYSTEM, "resync-steps");
        assertThat(cluster.cluster()
                        .get(steps)
                        .orElseThrow()
                        .at("/spec/schedule")
                        .asText())
                .isEqualTo("* * * * *");
        cluster.writes();
        repair.look();
        assertThat(cluster.writes()).extracting(LoggedRequest::resource).containsExactly("leases");

        partition(0);
        repair.look();

        assertThat(cluster.cluster().get(steps)).isEmpty();
    }

    @Test
    void certificatesThatNearTheirEnd() {
        Names tls = new Names(TestCluster.NAMESPACE, "t");
        cluster.apply(TestCluster.service("t", "{version: latest, replicas: 1, tls: true}"));
        reconcile(tls);
        String event = "dev.knative.apiserver.ref.update " + CONFIG_MAP.replace("-n-", "-t-");
        assertThat(sent()).doesNotContain(event);

        change(ObjectKind.SECRET, tls.serverSecret(), secret -> secret.withObject("/metadata/annotations")
                .put(
                        Annotations.CERTIFICATES_EXPIRE,
                        Instant.now().plusSeconds(3600).toString()));

        assertThat(sent()).contains(event);
        reconcile(tls);
        assertThat(cluster.live(ObjectKind.SERVICE, "t").path("status").toString())
                .contains("certificates stays valid until");
        assertThat(sent()).doesNotContain(event);
    }

    @Test
    void aSecretOfSomebodyElseAndNoneThatOnlyLostItsLabels() {
        change(ObjectKind.SECRET, NAMES.serverSecret(), secret -> secret.withObject("/metadata")
                .remove("labels"));
        assertThat(sent()).isEmpty();

        change(ObjectKind.SECRET, NAMES.serverSecret(), secret -> secret.withObject("/metadata/ownerReferences/0")
                .put("uid", "another"));
        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.ref.delete /apis/v1/namespaces/team-a/secrets/isbsvc-n-js-server");
    }

    @Test
    void aChildOfAServiceThatIsToGoAndStillUsed() {
        delete(ObjectKind.SERVICE, "n");
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.DELETION_REQUESTED, ObjectRef.of(NAMES)), beans.deletion()::look);
        assertThat(sent()).isEmpty();

        delete(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + CONFIG_MAP);
    }

    /** The heart beats at the end of a good tick, by the clock. */
    @Test
    void theHeartBeatsOnlyWhereTheEventsWereTaken() {
        Instant later = Instant.parse("2100-01-01T00:00:00Z");
        cluster.apply(TestCluster.service("other", "{version: latest}"));
        broker.close();
        assertThatThrownBy(repair(Clock.fixed(later, ZoneOffset.UTC))::look).isInstanceOf(NotAccepted.class);
        assertThat(lease().at("/spec/renewTime").asText()).doesNotStartWith("2100");

        cluster.cluster().delete(cluster.live(ObjectKind.SERVICE, "other"));
        repair(Clock.fixed(later, ZoneOffset.UTC)).look();

        assertThat(lease().path("spec"))
                .isEqualTo(TestCluster.tree(
                        """
                        holderIdentity: repair
                        acquireTime: '%s'
                        renewTime: '2100-01-01T00:00:00.000000Z'
                        leaseDurationSeconds: 700
                        """
                                .formatted(lease().at("/spec/acquireTime").asText())));
    }

    @Test
    void aConfigurationThatCannotBeReadStopsTheHeart() {
        configureTheController("versions:", "versions: none # ");

        assertThat(repair.look().said()).startsWith("nothing can be done");

        assertThat(cluster.writes()).extracting(LoggedRequest::resource).doesNotContain("leases");
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

    /** What repair sends, and that it writes nothing itself but its heartbeat. */
    private List<String> sent() {
        cluster.writes();
        repair.look();
        assertThat(cluster.writes())
                .filteredOn(write -> !write.resource().equals("pingsources"))
                .extracting(LoggedRequest::name)
                .containsExactly("isbsvc-repair");
        return broker.events();
    }

    private JsonNode lease() {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.LEASE, SYSTEM, "isbsvc-repair"))
                .orElseThrow();
    }

    private String status() {
        return cluster.live(ObjectKind.SERVICE, "n").path("status").toString();
    }

    private void configureTheController(String before, String after) {
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

    private void partition(int partition) {
        change(ObjectKind.STATEFUL_SET, "isbsvc-n-js", set -> set.withObject("/spec/updateStrategy/rollingUpdate")
                .put("partition", partition));
    }

    private void definePingSources() {
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

    private void provision() {
        TestProvisioning.on(cluster.cluster()).look(new Pointer(EventType.READY, ObjectRef.of(NAMES)));
    }

    private void reconcile() {
        reconcile(NAMES);
    }

    private void reconcile(Names names) {
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
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

    private RepairLook repair(Clock clock) {
        return new RepairLook(
                cluster.cluster(),
                new ControllerConfigSource(cluster.cluster(), cluster.beans().announcer(), "numaflow-system"),
                new ServerReports(new Monitoring()),
                clock,
                new Reaction(
                        new StepTicks(cluster.cluster(), SYSTEM),
                        new PacedSender(new BrokerClient(Optional.of(broker.url())), AT_ONCE),
                        new Heartbeat(new RepairLease(cluster.cluster(), SYSTEM), clock)));
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
