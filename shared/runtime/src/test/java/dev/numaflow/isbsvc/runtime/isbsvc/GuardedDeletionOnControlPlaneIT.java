package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client deletes by name, as Numaflow's Jobs do, stays with everything in it, and the functions delete all the same: with the rendered
 * configuration and real servers, which take the mapping and lose it by a reload (invariants 1 and 11).
 */
class GuardedDeletionOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int MESSAGES = 6;
    private static final String BUFFER = "undrained";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;

    @AfterEach
    void close() {
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    /** Acknowledgements are not mapped, whether their subject has the domain and the account in it or not. */
    @ParameterizedTest
    @CsvSource({"named, 9", "oldest, 9", "newest, 9", "newest, 11"})
    void aJobOfNumaflowsControllerEndsAndDeletesNothing(String version, int tokensOfAcknowledgements) throws Exception {
        create(version);
        if (tokensOfAcknowledgements > 9) {
            addToConfiguration("feature_flags { js_ack_fc_v2: true }\n");
        }
        start(version);
        try (Connection connection = servers.connect()) {
            store(connection);

            new NumaflowsDeletionJob(connection).run(List.of(BUFFER, "absent"), List.of("bucket", "absent"));

            assertThat(connection.keyValue("bucket").get("key").getValueAsString())
                    .isEqualTo("value");
            assertThat(messages(connection)).isEqualTo(MESSAGES);
            consume(connection, tokensOfAcknowledgements);
            new NumaflowsDeletionJob(connection).run(List.of(BUFFER), List.of());
            assertThat(messages(connection)).as("nor one that is drained").isZero();
            purgesAndCreates(connection);
            try (JetStreamApi functions = new NatsAccess(cluster.cluster()).connect(names, false)) {
                assertThat(functions.deleteStream(BUFFER)).isTrue();
                assertThat(functions.deleteStream(BUFFER)).isFalse();
                assertThat(functions.deleteStream("KV_bucket")).isTrue();
                assertThat(functions.streamNames()).containsExactly("other");
            }
        }
    }

    /** Each server answers as it has loaded its own configuration, so the functions find out at each deletion. */
    @ParameterizedTest
    @ValueSource(strings = {"named", "oldest", "newest"})
    void theUserHasServersLoseItAndTakeItByAReload(String version) throws Exception {
        serve(version);
        try (Connection connection = servers.connect()) {
            store(connection);
            String with = auth();

            guard("false");
            assertThat(AuthConf.isGuarded(auth(), false)).contains(true);
            assertThat(service.secret(names.serverSecret())
                            .at("/metadata/annotations")
                            .path(Annotations.GUARD_REMOVED)
                            .asText())
                    .isEqualTo("user");
            job(List.of(BUFFER), List.of());
            assertThat(messages(connection)).as("nobody has loaded it yet").isEqualTo(MESSAGES);

            servers.reloadSecret(1);
            awaitGuarded(1, false);
            assertThat(isGuarded(0)).isTrue();
            assertThat(keepsItHere()).hasValueSatisfying(why -> assertThat(why)
                    .contains("until every node has loaded", "node " + names.pod(0) + " has not"));
            for (int node = 0; node < NODES; node++) {
                assertFunctionsDeleteThrough(node);
            }

            reload(0, 2, false);
            assertThat(keepsItHere()).isEmpty();
            job(List.of(BUFFER), List.of("bucket"));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() ->
                            connection.jetStreamManagement().getStreamNames().isEmpty());

            store(connection);
            guard("true");
            assertThat(auth()).isEqualTo(with);
            reload(0, NODES - 1, true);
            job(List.of(BUFFER), List.of("bucket"));
            assertThat(messages(connection)).isEqualTo(MESSAGES);
            for (int node = 0; node < NODES; node++) {
                assertFunctionsDeleteThrough(node);
            }
            assertThat(connection.getStatistics().getReconnects())
                    .as("no client was disconnected")
                    .isZero();
        }
    }

    /** What the server has answered is a description of the stream, and nothing was deleted. */
    @Test
    void anAnswerOfAnotherKindIsNoDeletion() throws Exception {
        serve("newest");
        try (Connection connection = servers.connect()) {
            store(connection);
            ObjectNode secret = service.secret(names.serverSecret()).deepCopy();
            secret.withObject("data")
                    .put(Keys.AUTH, SecretData.encoded(auth().replace("$ISBSVC.API.STREAM.DELETE.*", "elsewhere.*")));
            cluster.replace(secret);
            for (int node = 0; node < NODES; node++) {
                servers.reloadSecret(node);
                awaitGuarded(node, false);
            }

            try (JetStreamApi functions = new NatsAccess(cluster.cluster()).connect(names, false)) {
                assertThatThrownBy(() -> functions.deleteStream(BUFFER))
                        .isInstanceOf(NatsUnavailable.class)
                        .hasMessageContaining("the stream is not deleted");
                assertThat(functions.deleteStream("absent")).isFalse();
            }
            assertThat(messages(connection)).isEqualTo(MESSAGES);
        }
    }

    /** Nothing else of the spec waits for that, and the Secret stays byte for byte. */
    @Test
    void aValueThatIsRefusedAndAConfigurationThatOnlyServersReadAreReported() {
        service = WatchedService.create(cluster, "unguarded", "{version: latest, replicas: 3}");
        names = service.names();
        String before = auth();

        guard("yes");
        assertThat(service.message()).contains("guard-deletion", "allowed is \"true\" or \"false\"");
        assertThat(auth()).isEqualTo(before);

        ObjectNode secret = service.secret(names.serverSecret()).deepCopy();
        String foreign = AuthConf.withGuard(before, false).orElseThrow() + "include ./more.conf\n";
        secret.withObject("data").put(Keys.AUTH, SecretData.encoded(foreign));
        cluster.replace(secret);
        guard("true");
        assertThat(service.message()).contains(names.serverSecret(), "cannot be read here whole", "by hand");
        assertThat(service.message())
                .doesNotContain(AuthConf.credentials(before).password());
        assertThat(auth()).isEqualTo(foreign);

        guard("");
        assertThat(service.message()).isEmpty();
    }

    private void serve(String version) throws Exception {
        create(version);
        start(version);
    }

    private void create(String version) {
        service = WatchedService.create(cluster, "guarded-" + version, "{version: latest, replicas: 3}");
        names = service.names();
        assertThat(AuthConf.isGuarded(auth(), true)).contains(true);
    }

    private void start(String version) throws Exception {
        servers = RenderedCluster.start(binary(version), cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
    }

    private static Path binary(String version) {
        return switch (version) {
            case "named" -> NatsServerBinary.obtainWithoutMetadata();
            case "oldest" -> NatsServerBinary.obtainOldest();
            default -> NatsServerBinary.obtainNewest();
        };
    }

    private void addToConfiguration(String setting) {
        ObjectNode map = service.live(ObjectKind.CONFIG_MAP, names.configMap())
                .orElseThrow()
                .deepCopy();
        ObjectNode data = map.withObject("data");
        data.put(Keys.NATS_CONF, setting + data.path(Keys.NATS_CONF).asText());
        cluster.replace(map);
    }

    /** Why a release, ready but for that, would not let go of the service. */
    private Optional<String> keepsItHere() {
        LiveService live = LiveService.of(service.live().orElseThrow(), ControllerConfig.builtIn());
        return new ServiceRelease(
                        cluster.cluster(), new Finalizers(cluster.cluster()), new NatsAccess(cluster.cluster()))
                .notLoaded(live, live.desired().value())
                .map(HeldChange::toString);
    }

    /** It connects when it begins: 2.8.1 maps what a connection asks as the server did when that was made. */
    private void job(List<String> buffers, List<String> buckets) throws Exception {
        try (Connection own = servers.connect()) {
            new NumaflowsDeletionJob(own).run(buffers, buckets);
        }
    }

    private void guard(String value) {
        service.annotate(Annotations.GUARD_DELETION, value);
        service.updateWoken();
    }

    private String auth() {
        return SecretData.text(service.secret(names.serverSecret()), Keys.AUTH);
    }

    private void reload(int first, int last, boolean guarded) throws IOException {
        for (int node = first; node <= last; node++) {
            servers.reloadSecret(node);
            awaitGuarded(node, guarded);
        }
    }

    private void awaitGuarded(int node, boolean guarded) {
        Awaitility.await().atMost(TIMEOUT).until(() -> isGuarded(node) == guarded);
    }

    private boolean isGuarded(int node) {
        try (JetStreamApi asked = new NatsAccess(cluster.cluster()).connect(names, node, false)) {
            return asked.guardsDeletion();
        }
    }

    private void assertFunctionsDeleteThrough(int node) {
        try (JetStreamApi functions = new NatsAccess(cluster.cluster()).connect(names, node, false)) {
            functions.createStream(TestCluster.tree("{name: through-" + node + ", subjects: [t" + node + "]}"));
            assertThat(functions.deleteStream("through-" + node))
                    .as("node %d", node)
                    .isTrue();
            assertThat(functions.stream("through-" + node)).isEmpty();
        }
    }

    private static void store(Connection connection) throws Exception {
        JetStreamManagement streams = connection.jetStreamManagement();
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> streams.addStream(StreamConfiguration.builder()
                                .name(BUFFER)
                                .subjects(BUFFER)
                                .retentionPolicy(RetentionPolicy.WorkQueue)
                                .replicas(NODES)
                                .build())
                        != null);
        streams.addOrUpdateConsumer(
                BUFFER,
                ConsumerConfiguration.builder()
                        .durable(BUFFER)
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        for (int i = 0; i < MESSAGES; i++) {
            connection.jetStream().publish(BUFFER, ("m" + i).getBytes(StandardCharsets.UTF_8));
        }
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("bucket")
                        .replicas(NODES)
                        .build());
        connection.keyValue("bucket").put("key", "value");
    }

    private static long messages(Connection connection) throws IOException, JetStreamApiException {
        return connection
                .jetStreamManagement()
                .getStreamInfo(BUFFER)
                .getStreamState()
                .getMsgCount();
    }

    /** All messages, in order; each acknowledged by the subject that the server gave. */
    private static void consume(Connection connection, int tokens) throws Exception {
        JetStreamSubscription reader =
                connection.jetStream().subscribe(null, PullSubscribeOptions.bind(BUFFER, BUFFER));
        List<Message> read = reader.fetch(MESSAGES, TIMEOUT);
        assertThat(read)
                .extracting(message -> new String(message.getData(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(
                        IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
        for (Message message : read) {
            assertThat(message.getReplyTo().split("\\.")).hasSize(tokens);
            message.ackSync(TIMEOUT);
        }
        Awaitility.await().atMost(TIMEOUT).until(() -> messages(connection) == 0);
    }

    private static void purgesAndCreates(Connection connection) throws Exception {
        JetStreamManagement streams = connection.jetStreamManagement();
        streams.addStream(
                StreamConfiguration.builder().name("other").subjects("other").build());
        connection.jetStream().publish("other", new byte[1]);
        assertThat(streams.purgeStream("other").getPurged()).isEqualTo(1);
    }
}
