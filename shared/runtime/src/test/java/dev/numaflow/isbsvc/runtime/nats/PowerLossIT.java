package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** All three servers lose power at the same moment: what is left of the messages that they have acknowledged. */
@EnabledIf(
        value = "dev.numaflow.isbsvc.runtime.nats.PowerCutDisk#isPossible",
        disabledReason = "a power cut is made with a loop device, which only root may mount")
class PowerLossIT {

    private static final int COUNT = 100;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostWhereServersAlwaysWriteThrough() throws Exception {
        assertThat(leftOf("always")).isEqualTo(COUNT);
    }

    /** Else the other test would show nothing. */
    @Test
    void acknowledgedMessagesAreLostByDefault() throws Exception {
        assertThat(leftOf("2m")).isLessThan(COUNT);
    }

    private long leftOf(String interval) throws Exception {
        try (PowerCutDisk disk = PowerCutDisk.create(folder);
                NatsCluster servers = NatsCluster.start(
                        NatsServerBinary.obtain(), disk.folder(), 3, config -> syncing(config, disk, interval))) {
            try (Connection nats = connect(servers)) {
                nats.jetStreamManagement()
                        .addStream(StreamConfiguration.builder()
                                .name("s")
                                .subjects("s")
                                .replicas(3)
                                .storageType(StorageType.File)
                                .build());
                publish(nats);
                servers.nodes().forEach(NatsServer::kill);
            }
            disk.cut();
            servers.nodes().forEach(server -> server.begin(server.config()));
            servers.awaitHealthy();
            try (Connection nats = connect(servers)) {
                return left(nats);
            } finally {
                servers.nodes().forEach(NatsServer::stop);
            }
        }
    }

    /** A stream of which nothing is on the disk is gone, too. */
    private static long left(Connection nats) {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(
                        () -> nats.jetStreamManagement().getStreamNames().isEmpty()
                                ? 0L
                                : nats.jetStreamManagement()
                                        .getStreamInfo("s")
                                        .getStreamState()
                                        .getMsgCount(),
                        count -> true);
    }

    /** Each is acknowledged, however long that takes. */
    private static void publish(Connection nats) throws Exception {
        JetStream stream =
                nats.jetStream(JetStreamOptions.builder().requestTimeout(LONG).build());
        for (int i = 0; i < COUNT; i++) {
            stream.publish("s", ("message " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A second block of the name replaces the first. */
    private static NatsServerConfig syncing(NatsServerConfig config, PowerCutDisk disk, String interval) {
        Path store = disk.folder().resolve(config.name()).resolve("store");
        return config.with("jetstream { store_dir: \"" + store + "\", sync_interval: \"" + interval + "\" }");
    }

    private static Connection connect(NatsCluster servers) throws Exception {
        return Nats.connect(new Options.Builder()
                .servers(servers.urls().toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
    }
}
