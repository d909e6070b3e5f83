package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;

/** The JetStream API of a server that a test started, without the Secrets by which a function finds it. */
public final class TestJetStream {

    private TestJetStream() {}

    /** An open connection, which the caller closes. */
    public static JetStreamApi connect(NatsServer server) {
        return new JetStreamApi(connection(server));
    }

    /** As a function connects, which the caller closes. */
    static Connection connection(NatsServer server) {
        Options options = new Options.Builder()
                .server(server.url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .maxReconnects(0)
                .useTimeoutException()
                .reportNoResponders()
                .build();
        try {
            return Nats.connect(options);
        } catch (IOException e) {
            throw new NatsUnavailable("cannot connect to " + server.url(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while connecting to " + server.url(), e);
        }
    }
}
