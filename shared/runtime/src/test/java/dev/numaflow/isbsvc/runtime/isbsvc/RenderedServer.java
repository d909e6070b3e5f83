package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.Loopback;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The only node of a service as its pod would run it: from the live ConfigMap and Secrets, on the volume that is given. */
final class RenderedServer implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String address;
    private final ChildProcess process;

    private RenderedServer(String address, ChildProcess process) {
        this.address = address;
        this.process = process;
    }

    static RenderedServer start(WatchedService service, Path folder, Path volume) throws IOException {
        String address = Loopback.freeAddress(Loopback.NATS_PORTS);
        JsonNode server = service.secret(service.names().serverSecret()).path("data");
        JsonNode config =
                service.live(ObjectKind.CONFIG_MAP, service.names().configMap()).orElseThrow();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(Paths.AUTH_FILE), TestCluster.text(server, Keys.AUTH));
        Files.writeString(
                folder.resolve(Paths.CONFIG_FILE),
                here(NatsConf.parse(config.at("/data/nats-js").asText()), address, folder, volume));
        return new RenderedServer(
                address,
                ChildProcess.start(new ChildProcess.Command(
                        List.of(
                                NatsServerBinary.obtain().toString(),
                                "--config",
                                folder.resolve(Paths.CONFIG_FILE).toString()),
                        Map.of("POD_NAME", service.names().pod(0), "JS_KEY", TestCluster.text(server, Keys.ENCRYPTION)),
                        false,
                        folder,
                        folder.resolve("server.log"))));
    }

    /** What the node does for a pod: its address, and where its paths lie. */
    private static String here(Block conf, String address, Path folder, Path volume) {
        return conf.with("host", address)
                .with("pid_file", folder.resolve("pid").toString())
                .with("jetstream", conf.block("jetstream").with("store_dir", volume.toString()))
                .print();
    }

    /** Where it listens. */
    String address() {
        return address;
    }

    /** As a vertex connects, with what it holds in its environment. */
    Connection connect(JsonNode clientSecret) throws IOException, InterruptedException {
        return Nats.connectReconnectOnConnect(Options.builder()
                .server("nats://" + address + ":4222")
                .userInfo(
                        TestCluster.text(clientSecret, Keys.CLIENT_USER),
                        TestCluster.text(clientSecret, Keys.CLIENT_PASSWORD))
                .maxReconnects(100)
                .reconnectWait(Duration.ofMillis(100))
                .build());
    }

    @Override
    public void close() {
        process.stop(GRACE);
    }
}
