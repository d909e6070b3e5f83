package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A server that loads what the ConfigMap of its service says, as it does behind kubelet and reloader: {@code max_payload}, the one
 * value that a reload changes and that health compares.
 */
final class ReloadedServer {

    /** What nats-server starts with where nothing is stated, in bytes. */
    private static final long DEFAULT_MAX_PAYLOAD = 1_048_576;

    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final NatsServer server;
    private final NatsServerConfig plain;
    private long maxPayload = DEFAULT_MAX_PAYLOAD;

    ReloadedServer(NatsServer server) {
        this.server = server;
        this.plain = server.config();
    }

    /** Returns when the server runs with it. */
    void load(LiveConfig config) {
        long next = config.maxPayload().orElse(DEFAULT_MAX_PAYLOAD);
        if (next == maxPayload) {
            return;
        }
        server.reload(plain.with("max_payload: " + next));
        Awaitility.await().pollInterval(POLL_INTERVAL).atMost(TIMEOUT).until(() -> variables()
                .contains("\"max_payload\": " + next));
        maxPayload = next;
    }

    private String variables() throws IOException {
        try (InputStream answer =
                URI.create(server.monitorUrl() + "/varz").toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
