package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.PublishOptions;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7 with a cluster of three real servers on their volumes, on the real API server and with the rights of `update`: neither the
 * spec nor Numaflow's controller switches encryption under what the three have stored.
 */
class EncryptedClusterOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final int MESSAGES = EncryptedServer.MESSAGES;
    private static final String STREAM = "orders";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neitherTheSpecNorNumaflowSwitchesEncryptionUnderThreeServers(boolean encrypted) throws Exception {
        WatchedService service = WatchedService.create(
                cluster,
                "three-" + encrypted,
                "{version: latest, replicas: 3, encryption: " + encrypted + ", persistence: {volumeSize: 1Gi}}");
        try (RenderedCluster servers = start(service)) {
            fill(servers);
            EncryptedServer.letTheSecondPass();

            toggle(service, !encrypted);
            service.updateWoken();
            assertIsKept(service, encrypted);

            EncryptedServer.writeAsNumaflow(cluster, service);
            assertThat(EncryptedServer.hasKey(service)).isNotEqualTo(encrypted);
            service.updateWoken();
            assertIsKept(service, encrypted);
        }
        try (RenderedCluster servers = start(service)) {
            assertThat(readable(servers)).isEqualTo(MESSAGES);
        }
    }

    /** One of three that nobody reaches may have been started with the key, whatever the other two answer. */
    @Test
    void anAddedKeyIsKeptWhileOneOfThreeIsSilent() throws Exception {
        WatchedService service = WatchedService.create(
                cluster, "one-silent", "{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}");
        try (RenderedCluster servers = start(service)) {
            fill(servers);
            EncryptedServer.letTheSecondPass();
            EncryptedServer.flipKey(cluster, service, "kubectl-edit");
            List<String> twoAnswer = new ArrayList<>(servers.addresses());
            twoAnswer.set(2, EncryptedServer.silentAddress());
            HostNames.ofThisJvm().point(service.names(), twoAnswer);

            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service)).isTrue();
            assertThat(service.message())
                    .contains("no answer comes from isbsvc-n-js-2")
                    .doesNotContain("js-0", "js-1");

            HostNames.ofThisJvm().point(service.names(), servers.addresses());
            service.updateWoken();
            assertThat(EncryptedServer.hasKey(service)).isFalse();
            assertThat(EncryptedServer.record(service)).isEqualTo("false");
        }
    }

    /** All pods, as the kubelets start them: they read what the objects say then. */
    private RenderedCluster start(WatchedService service) throws Exception {
        RenderedCluster servers =
                RenderedCluster.start(NatsServerBinary.obtain(), cluster, service.names(), folder, NODES);
        HostNames.ofThisJvm().point(service.names(), servers.addresses());
        return servers;
    }

    /** The record decides, not what is asked for, and not what was written over what was rendered. */
    private static void assertIsKept(WatchedService service, boolean encrypted) {
        assertThat(EncryptedServer.hasKey(service)).isEqualTo(encrypted);
        assertThat(EncryptedServer.record(service)).isEqualTo("" + encrypted);
        assertThat(service.message()).contains("spec.jetstream.encryption stays " + encrypted);
    }

    private void toggle(WatchedService service, boolean encrypted) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> live.at("/spec/jetstream/encryption").asBoolean() == encrypted,
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/jetstream").put("encryption", encrypted);
                            return changed;
                        });
    }

    private static void fill(RenderedCluster servers) throws Exception {
        try (Connection connection = servers.connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> streams.addStream(StreamConfiguration.builder()
                                    .name(STREAM)
                                    .subjects(STREAM)
                                    .replicas(NODES)
                                    .build())
                            != null);
            JetStream stream = connection.jetStream();
            // The server of this connection may not know the stream's subject yet, or no server leads the stream.
            PublishOptions once = PublishOptions.builder().messageId("first").build();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> stream.publish(STREAM, EncryptedServer.text(0), once) != null);
            CompletableFuture.allOf(IntStream.range(1, MESSAGES)
                            .mapToObj(i -> stream.publishAsync(STREAM, EncryptedServer.text(i)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    private static int readable(RenderedCluster servers) throws Exception {
        try (Connection connection = servers.connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> streams.getStreamInfo(STREAM).getStreamState().getLastSequence() == MESSAGES);
            int readable = 0;
            for (int i = 0; i < MESSAGES; i++) {
                if (Arrays.equals(streams.getMessage(STREAM, i + 1L).getData(), EncryptedServer.text(i))) {
                    readable++;
                }
            }
            return readable;
        }
    }
}
