package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.RunningService;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProvisioningIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Names SERVICE = new Names("data", "default");
    private static final String GOLDEN = "shared/rendering/src/test/resources/golden/";
    private static final String NOBODY = "127.255.255.254";
    private static final String BUFFER = "data-simple-pipeline-cat-0";

    @TempDir
    static Path folder;

    private static NatsCluster nats;
    private static Connection connection;
    private static JetStreamManagement servers;

    private TestCluster api;
    private NatsAccess access;
    private ServiceLease leases;
    private ProvisioningReconciler provisioning;

    @BeforeAll
    static void startServers() throws Exception {
        nats = NatsCluster.start(folder, 3);
        connection = Nats.connect(new Options.Builder()
                .servers(nats.urls().toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
        servers = connection.jetStreamManagement();
    }

    @AfterAll
    static void stopServers() throws Exception {
        connection.close();
        nats.close();
        HostNames.ofThisJvm().clear();
    }

    @BeforeEach
    void start() {
        api = TestCluster.in("data");
        Cluster cluster = api.clusterOf("provisioning");
        access = new NatsAccess(cluster);
        leases = new ServiceLease(cluster, Clock.systemUTC());
        provisioning = TestProvisioning.on(cluster);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        for (String stream : servers.getStreamNames()) {
            servers.deleteStream(stream);
        }
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void makesExactlyWhatNumaflowMakes(String dump) throws IOException {
        String isbsvc = dump.split("--")[0];
        JsonNode pipeline = TestPipelines.golden("pipelines/" + dump.split("--")[1] + ".yaml");
        Names names = new Names(
                "data", pipeline.at("/spec/interStepBufferServiceName").asText("default"));
        JsonNode status = TestPipelines.golden("isbsvc/" + isbsvc + "/numaflow/status-config.yaml");
        serveAt(names);
        RunningService.create(api, names, 3, YAML.writeValueAsString(status.at("/jetstream/streamConfig")));

        Outcome outcome = provisioning.reconcile(added(apply(pipeline)));

        assertThat(outcome).isInstanceOf(Outcome.Reply.class);
        try (JetStreamApi streams = access.connect(names, false)) {
            assertThat(GoldenDump.of(dump).differencesOf(streams)).isEmpty();
        }
    }

    static Stream<String> dumps() throws IOException {
        try (Stream<Path> files = Files.list(Repository.file(GOLDEN + "jetstream"))) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList().stream();
        }
    }

    @Test
    void aSecondReconcileFindsEverythingAndWritesNothing() {
        JsonNode pipeline = runSimplePipeline();
        api.requests();

        Outcome outcome = provisioning.reconcile(added(pipeline));

        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(outcome.message()).contains("0 made, 7 present, 0 drifted");
        assertThat(api.writes()).isEmpty();
    }

    @Test
    void aLostConsumerComesBackWithoutTouchingTheStream() throws Exception {
        JsonNode pipeline = runSimplePipeline();
        try (JetStreamApi streams = access.connect(SERVICE, false)) {
            String created =
                    streams.stream(BUFFER).orElseThrow().path("created").asText();
            servers.deleteConsumer(BUFFER, BUFFER);

            Outcome outcome = provisioning.reconcile(added(pipeline));

            assertThat(outcome.message()).contains("1 repaired");
            assertThat(streams.consumer(BUFFER, BUFFER)).isPresent();
            assertThat(streams.stream(BUFFER).orElseThrow().path("created").asText())
                    .isEqualTo(created);
        }
    }

    @Test
    void driftIsReportedAndLeftAsItIs() {
        RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        serveAt(SERVICE);
        JsonNode pipeline = apply(TestPipelines.simplePipeline());
        try (JetStreamApi streams = access.connect(SERVICE, false)) {
            ObjectNode other = YAML.createObjectNode().put("name", BUFFER).put("max_msgs", 5);
            other.putArray("subjects").add(BUFFER);
            assertThat(streams.createStream(other)).isEqualTo(new CreateResult.Made());

            provisioning.reconcile(added(pipeline));

            assertThat(streams.stream(BUFFER)
                            .orElseThrow()
                            .at("/config/max_msgs")
                            .asInt())
                    .isEqualTo(5);
            assertThat(api.events())
                    .anyMatch(event -> event.startsWith("simple-pipeline BuffersDrifted: stream " + BUFFER + ": "));
        }
    }

    @Test
    void theLaterOfTwoPipelinesThatAskForTheSameStreamIsRefused() throws InterruptedException {
        RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        serveAt(SERVICE);
        apply(TestPipelines.pipeline("p", "x-y"));
        JsonNode later = apply(TestPipelines.pipeline("p-x", "y"));

        provisioning.reconcile(added(later));

        try (JetStreamApi streams = access.connect(SERVICE, false)) {
            assertThat(streams.streams())
                    .extracting(info ->
                            StreamOwner.in(info.path("config")).orElseThrow().name())
                    .containsOnly("p");
        }
        assertThat(api.events())
                .filteredOn(event -> event.startsWith("p-x "))
                .singleElement()
                .asString()
                .startsWith("p-x BuffersRefused: ")
                .contains("Pipeline data/p", "data-p-x-y-0");
    }

    @Test
    void theBuffersOfADeletedPipelineGoAndThoseOfOthersStay() {
        JsonNode gone = runSimplePipeline();
        JsonNode stays = apply(TestPipelines.pipeline("simple-pipeline-x", "y"));
        provisioning.reconcile(added(stays));
        ObjectNode foreign = YAML.createObjectNode().put("name", "data-simple-pipeline-notes");
        foreign.putArray("subjects").add("notes");
        try (JetStreamApi streams = access.connect(SERVICE, false)) {
            streams.createStream(foreign);
            api.delete(gone);

            provisioning.reconcile(deleted(gone));

            assertThat(names(streams))
                    .containsExactlyInAnyOrder(
                            "data-simple-pipeline-notes",
                            "data-simple-pipeline-x-y-0",
                            "KV_data-simple-pipeline-x-in-y_OT",
                            "KV_data-simple-pipeline-x-in_SOURCE_OT",
                            "KV_data-simple-pipeline-x-y_SINK_OT",
                            "KV_data-simple-pipeline-x_SIDE_INPUTS");
        }
    }

    @Test
    void aForgedDeletionOfALivingPipelineRemovesNothing() {
        JsonNode pipeline = runSimplePipeline();

        provisioning.reconcile(deleted(pipeline));

        try (JetStreamApi streams = access.connect(SERVICE, false)) {
            assertThat(names(streams)).hasSize(7);
        }
    }

    @Test
    void aServiceThatIsNotReadyWaitsUntilItIs() {
        JsonNode service = RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        serveAt(SERVICE);
        ObjectNode starting = service.deepCopy();
        starting.withObject("/status").put("phase", "Pending");
        JsonNode pending = api.writeStatus(starting);
        JsonNode pipeline = apply(TestPipelines.simplePipeline());

        assertThat(provisioning.reconcile(added(pipeline)).message()).contains("waits for the service to be Running");

        ObjectNode running = pending.deepCopy();
        running.withObject("/status").put("phase", "Running");
        api.writeStatus(running);
        Outcome outcome = provisioning.reconcile(new Pointer(EventType.READY, ObjectRef.of(SERVICE)));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Reply.class, reply -> assertThat(reply.type())
                .isEqualTo(EventType.BUFFERS_PROVISIONED));
    }

    @Test
    void aPipelineWithoutItsServiceIsInformed() {
        JsonNode pipeline = apply(TestPipelines.simplePipeline());

        assertThat(provisioning.reconcile(added(pipeline))).isInstanceOf(Outcome.Done.class);

        assertThat(api.events())
                .singleElement()
                .asString()
                .startsWith("simple-pipeline ServiceNotFound: ")
                .contains("data/default");
    }

    @Test
    void nothingIsMadeWhileSomebodyElseHoldsTheLease() {
        JsonNode service = RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        serveAt(SERVICE);
        JsonNode pipeline = apply(TestPipelines.simplePipeline());
        try (ServiceLease.Held held = leases.take(service);
                JetStreamApi streams = access.connect(SERVICE, false)) {
            held.check();
            assertThatThrownBy(() -> provisioning.reconcile(added(pipeline))).isInstanceOf(LeaseTaken.class);
            assertThat(names(streams)).isEmpty();
        }
        assertThat(provisioning.reconcile(added(pipeline))).isInstanceOf(Outcome.Reply.class);
    }

    @Test
    void serversThatCannotBeReachedAreTriedAgainLater() {
        RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        HostNames.ofThisJvm().point(SERVICE, List.of(NOBODY));
        JsonNode pipeline = apply(TestPipelines.simplePipeline());

        assertThatThrownBy(() -> provisioning.reconcile(added(pipeline))).isInstanceOf(NatsUnavailable.class);
    }

    private JsonNode runSimplePipeline() {
        RunningService.create(api, SERVICE, 3, RunningService.THREE_REPLICAS);
        serveAt(SERVICE);
        JsonNode pipeline = apply(TestPipelines.simplePipeline());
        assertThat(provisioning.reconcile(added(pipeline))).isInstanceOf(Outcome.Reply.class);
        return pipeline;
    }

    private static void serveAt(Names names) {
        HostNames.ofThisJvm()
                .point(names, nats.nodes().stream().map(node -> node.address()).toList());
    }

    private JsonNode apply(JsonNode object) {
        ObjectNode fresh = object.deepCopy();
        fresh.withObject("/metadata").remove(List.of("uid", "generation"));
        return api.create(fresh.toString());
    }

    private static Pointer added(JsonNode object) {
        return new Pointer(EventType.REF_ADD, ObjectRef.of(object));
    }

    private static Pointer deleted(JsonNode object) {
        return new Pointer(
                EventType.REF_DELETE,
                new ObjectRef(
                        ObjectKind.PIPELINE, "data", object.at("/metadata/name").asText()));
    }

    private static List<String> names(JetStreamApi streams) {
        return streams.streams().stream()
                .map(info -> info.at("/config/name").asText())
                .toList();
    }
}
