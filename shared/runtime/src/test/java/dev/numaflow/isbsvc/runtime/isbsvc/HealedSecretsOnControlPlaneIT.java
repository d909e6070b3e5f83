package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.SecretSearch;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7 with three real servers of a service with TLS and encryption, and the rights of `update`: whatever Secret is lost or
 * damaged, whoever holds the credentials of before goes on, and so does whoever connects with them anew.
 */
class HealedSecretsOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int MESSAGES = 20;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    /** New certificates have a new authority: until all servers have loaded them, one that starts is not accepted by the others. */
    @ParameterizedTest
    @ValueSource(strings = {"oldest", "newest"})
    void clientsGoOnWhateverSecretIsLostOrDamaged(String version) throws Exception {
        WatchedService service = WatchedService.create(
                cluster, "healed-" + version, "{version: latest, replicas: 3, encryption: true, tls: true}");
        Path binary = version.equals("oldest") ? NatsServerBinary.obtainOldest() : NatsServerBinary.obtainNewest();
        JsonNode held = service.secret(service.names().clientSecret()).path("data");
        JsonNode key = service.secret(service.names().keySecret()).path("data");
        SecretSearch secrets = new SecretSearch();
        try (RenderedCluster servers = RenderedCluster.start(binary, cluster, service.names(), folder, NODES);
                Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(MESSAGES);

            for (Consumer<WatchedService> accident : accidents()) {
                secrets.add(cluster.client());
                accident.accept(service);
                service.updateWoken();
                assertThat(service.secret(service.names().keySecret()).path("data"))
                        .isEqualTo(key);
                assertThat(service.secret(service.names().clientSecret()).path("data"))
                        .isEqualTo(held);
                load(servers, flow);
                try (Connection another = servers.connect()) {
                    assertThat(MessageFlow.stored(another)).isPositive();
                }
            }

            assertThat(connection.getStatistics().getReconnects())
                    .as("only what its server's restarts cost")
                    .isLessThanOrEqualTo(accidents().size());
            List<Integer> written = flow.written();
            // What was on its way to a client whose server ended is delivered again, later.
            assertThat(flow.read(TIMEOUT).stream().sorted().toList()).isEqualTo(written);
            showsNoSecret(service);
            secrets.add(cluster.client());
            assertThat(secrets.size()).isPositive();
            assertThat(folder).isDirectoryRecursivelyContaining(HealedSecretsOnControlPlaneIT::isLog);
            assertThat(secrets.inLogs(folder)).as("logs of the servers").isEmpty();
        }
    }

    private static boolean isLog(Path file) {
        return file.endsWith("server.log") && file.toFile().length() > 0;
    }

    /** Nothing that runs is disturbed, and no server is started with a key that may be the wrong one. */
    @Test
    void whileTwoSecretsDisagreeTheServiceSaysSoAndNothingIsWritten() {
        WatchedService service = WatchedService.create(
                cluster, "disagreeing", "{version: latest, encryption: true, persistence: {volumeSize: 1Gi}}");
        String wrong = "another-key-of-somebody-else-32c";
        edit(service, data -> data.put(Keys.ENCRYPTION, base64(wrong)));
        ObjectNode changed = service.live().orElseThrow().deepCopy();
        changed.withObject("/spec/jetstream").put("settings", "max_payload: 2000000");
        cluster.replace(changed);
        JsonNode before =
                service.live(ObjectKind.CONFIG_MAP, service.names().configMap()).orElseThrow();

        service.updateWoken();

        assertThat(service.live(ObjectKind.CONFIG_MAP, service.names().configMap()))
                .hasValue(before);
        assertThat(service.live().orElseThrow().at("/status/conditions").findParents("reason"))
                .filteredOn(condition -> condition.path("reason").asText().equals("SecretsDisagree"))
                .extracting(condition -> condition.path("type").asText() + " "
                        + condition.path("status").asText())
                .containsExactly("ChangesHeld True");
        assertThat(service.message())
                .contains("Secrets isbsvc-n-js-key and isbsvc-n-js-server differ in `encryption`")
                .doesNotContain(wrong);
        showsNoSecret(service);

        delete(service, service.names().keySecret());
        service.updateWoken();

        assertThat(service.message()).as("the way out").doesNotContain("isbsvc-n-js-key");
        assertThat(TestCluster.text(service.secret(service.names().keySecret()).path("data"), Keys.ENCRYPTION))
                .isEqualTo(wrong);
        assertThat(service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                        .toString())
                .contains("max_payload: 2000000");
    }

    /** Invariant 12: no object of the namespace but Secrets, and no Event in it. */
    private void showsNoSecret(WatchedService service) {
        SecretSearch secrets = new SecretSearch().add(cluster.client());
        assertThat(secrets.size()).isPositive();
        assertThat(secrets.inObjects(cluster.client()))
                .noneMatch(found -> found.contains(service.names().namespace() + "/"));
    }

    private List<Consumer<WatchedService>> accidents() {
        return List.of(
                service -> delete(service, service.names().serverSecret()),
                service -> {
                    delete(service, service.names().serverSecret());
                    delete(service, service.names().clientSecret());
                },
                service -> edit(service, data -> data.put(Keys.AUTH, "")
                        .put(Keys.CLUSTER_CERT, "")
                        .remove(Keys.ENCRYPTION)));
    }

    /** As kubelets do, one after the other; between the first and the last, a container ends and starts with the new files. */
    private static void load(RenderedCluster servers, MessageFlow flow) throws IOException {
        load(servers, 0);
        flow.awaitMore(MESSAGES);
        servers.restart(1);
        flow.awaitMore(MESSAGES);
        load(servers, 2);
        Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(() -> routes(servers) == NODES * (NODES - 1));
        flow.awaitMore(MESSAGES);
    }

    private static void load(RenderedCluster servers, int node) throws IOException {
        JsonNode before = servers.varz(node).path("config_load_time");
        servers.reloadSecret(node);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> !servers.varz(node).path("config_load_time").equals(before));
    }

    /** How many connections to other nodes all have together, counted once for a pair of nodes and a direction. */
    private static int routes(RenderedCluster servers) throws IOException {
        int remotes = 0;
        for (int node = 0; node < NODES; node++) {
            remotes += servers.varz(node).path("remotes").asInt();
        }
        return remotes;
    }

    private void delete(WatchedService service, String secret) {
        service.live(ObjectKind.SECRET, secret).ifPresent(cluster.cluster()::delete);
    }

    private void edit(WatchedService service, Consumer<ObjectNode> change) {
        ObjectNode changed = service.secret(service.names().serverSecret()).deepCopy();
        change.accept(changed.withObject("data"));
        cluster.replace(changed);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
