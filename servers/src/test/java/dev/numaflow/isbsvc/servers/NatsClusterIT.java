package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsClusterIT {
    @TempDir
    Path folder;

    @Test
    void threeNodesFormOneClusterAndAKilledOneComesBack() throws Exception {
        try (NatsCluster cluster = NatsCluster.start(folder, 3)) {
            await().until(() -> get(cluster.node(0), "/jsz").contains("\"cluster_size\": 3"));

            cluster.node(2).kill();
            assertThat(cluster.node(2).isRunning()).isFalse();
            cluster.node(2).restart();

            assertThat(get(cluster.node(2), "/healthz")).contains("ok");
        }
    }

    @Test
    void reloadsItsConfigurationWhileItRuns() throws Exception {
        NatsServerConfig config = NatsServerConfig.single("alone");
        try (NatsServer server = NatsServer.start(folder, config)) {
            server.reload(config.with("max_payload: 4096"));

            await().until(() -> get(server, "/varz").contains("\"max_payload\": 4096"));
        }
    }

    @Test
    void reportsTheLogOfAServerThatDoesNotStart() {
        NatsServerConfig broken = NatsServerConfig.single("alone").with("no_such_option: 1");

        assertThatThrownBy(() -> NatsServer.start(folder, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining("no_such_option");
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        NatsServer server = NatsServer.start(folder, NatsServerConfig.single("alone"));
        server.close();

        assertThat(server.isRunning()).isFalse();
        assertThat(Files.readString(server.log())).contains("Server is ready");
    }

    private static String get(NatsServer server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.monitorUrl() + path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
