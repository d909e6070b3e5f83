package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers that lose power at the same moment, each with a disk of its own: none is helped by what another one writes through. */
final class PowerCutServers implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<PowerCutDisk> disks = new ArrayList<>();
    private final List<NatsServer> servers = new ArrayList<>();

    private PowerCutServers() {}

    /** @param interval their {@code sync_interval} */
    static PowerCutServers start(Path binary, Path folder, int size, String interval) throws IOException {
        PowerCutServers made = new PowerCutServers();
        try {
            for (int i = 0; i < size; i++) {
                made.disks.add(PowerCutDisk.create(Files.createDirectories(folder.resolve("disk" + i))));
            }
            made.run(binary, folder, interval);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void run(Path binary, Path folder, String interval) {
        if (disks.size() == 1) {
            servers.add(
                    NatsServer.start(binary, folder.resolve("n0"), syncing(NatsServerConfig.single("n0"), interval)));
        } else {
            servers.addAll(NatsCluster.start(binary, folder, disks.size(), config -> syncing(config, interval))
                    .nodes());
        }
    }

    /** A second block of the name replaces the first. */
    private NatsServerConfig syncing(NatsServerConfig config, String interval) {
        Path store = disks.get(Integer.parseInt(config.name().substring(1))).folder();
        return config.with("jetstream { store_dir: \"" + store + "\", sync_interval: \"" + interval + "\" }");
    }

    int size() {
        return servers.size();
    }

    /** What the first one answers when it is asked for its health; nothing as long as it does not answer. */
    String health() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(servers.get(0).monitorUrl() + "/healthz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        }
    }

    /** All disks hold what was written so far. */
    void writeThrough() {
        disks.forEach(PowerCutDisk::writeThrough);
    }

    /** They have been started again when it is over. */
    void cutPower() throws IOException {
        servers.forEach(NatsServer::kill);
        for (PowerCutDisk disk : disks) {
            disk.cut();
        }
        servers.forEach(server -> server.begin(server.config()));
    }

    void awaitHealthy() {
        servers.forEach(NatsServer::awaitHealthy);
    }

    Connection connect() throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .servers(servers.stream().map(NatsServer::url).toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
    }

    @Override
    public void close() {
        servers.forEach(NatsServer::close);
        disks.forEach(PowerCutDisk::close);
    }
}
