package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.ownership.ConfigDrift;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.TestJetStream;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Real servers with JetStream, the oldest named, the oldest supported and the newest tried, that say whether a buffer can be made as it
 * is asked for. Each has a single node and room for whatever is reserved: neither is a matter of the configuration.
 */
final class JetStreamServers implements AutoCloseable {

    private static final String WITH_ALL_ROOM =
            "jetstream { store_dir: \"%s\", max_file_store: 9223372036854775807, max_memory_store: 9223372036854775807 }";

    private final List<NatsServer> servers = new ArrayList<>();
    private final List<JetStreamApi> apis = new ArrayList<>();

    JetStreamServers(Path folder) {
        start(NatsServerBinary.obtainNewest(), folder.resolve("newest"));
        start(NatsServerBinary.obtainOldest(), folder.resolve("oldest"));
        start(NatsServerBinary.obtainWithoutMetadata(), folder.resolve("without-metadata"));
    }

    private void start(Path binary, Path folder) {
        String jetstream = WITH_ALL_ROOM.formatted(folder.resolve("store"));
        NatsServer server =
                NatsServer.start(binary, folder, NatsServerConfig.single("n0").with(jetstream));
        servers.add(server);
        JetStreamApi api = TestJetStream.connect(server);
        apis.add(api);
        // A server removes the folder of all streams some time after the last of them is gone, and so under the next.
        api.createStream(JsonNodeFactory.instance.objectNode().put("name", "stays"));
    }

    /** Each of them makes the stream with its consumers as provisioning does, and finds no difference afterwards. */
    void accept(DesiredStream wanted) {
        for (JetStreamApi api : apis) {
            try {
                assertThat(api.createStream(wanted.config()))
                        .as(() -> "stream " + wanted.config())
                        .isEqualTo(new CreateResult.Made());
                requireSame(wanted.config(), api.stream(wanted.name()).orElseThrow());
                wanted.consumers().forEach((name, config) -> accept(api, wanted.name(), name, config));
            } finally {
                api.deleteStream(wanted.name());
            }
        }
    }

    private static void accept(JetStreamApi api, String stream, String name, JsonNode config) {
        assertThat(api.createConsumer(stream, config))
                .as(() -> "consumer " + config)
                .isEqualTo(new CreateResult.Made());
        requireSame(config, api.consumer(stream, name).orElseThrow());
    }

    /** A difference would be told to the user with every tick, or repaired again and again. */
    private static void requireSame(JsonNode config, JsonNode live) {
        assertThat(ConfigDrift.between(config, live.path("config")))
                .as(() -> config + " became " + live.path("config"))
                .isEmpty();
    }

    @Override
    public void close() {
        apis.forEach(JetStreamApi::close);
        servers.forEach(NatsServer::close);
    }
}
