package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.servers.Loopback;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a function and a nats-server, on the standard ports of an address of its own, and counts what the function asks
 * against its life: requests of the JetStream API, and questions to the monitoring port.
 */
public final class NatsRelay implements AutoCloseable {

    private static final int CLIENTS = Loopback.NATS_PORTS.get(0);
    private static final int MONITORING = Loopback.NATS_PORTS.get(2);
    private static final int CHUNK = 1 << 16;

    private final String address = Loopback.freeAddress(Loopback.NATS_PORTS);
    private final String target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile Lifespan life = Lifespan.endless();

    /** @param target the server's address */
    public NatsRelay(String target) {
        this.target = target;
        listen(CLIENTS, "$JS.API.");
        listen(MONITORING, "GET /");
    }

    /** Where the function finds it. */
    public String address() {
        return address;
    }

    /** From now on requests count against this life. */
    public void countAgainst(Lifespan next) {
        life = next;
    }

    private void listen(int port, String call) {
        try {
            ServerSocket listener = new ServerSocket(port, 0, InetAddress.getByName(address));
            open.add(listener);
            start(() -> {
                while (true) {
                    Socket client = listener.accept();
                    start(() -> relay(client, port, call));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void relay(Socket client, int port, String call) throws IOException {
        Lifespan current = life;
        if (current.isOver()) {
            client.close();
            return;
        }
        open.add(client);
        Socket server = connect(client, port);
        open.add(server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start(() -> {
            try (client) {
                ask(client, server, call);
            } finally {
                // Not closed: what was just asked might be thrown away with what was not read.
                server.shutdownOutput();
            }
        });
        start(() -> {
            try (client;
                    server) {
                answer(server, client);
            } finally {
                open.removeAll(List.of(client, server));
            }
        });
    }

    /** Whoever cannot be served is told so at once. */
    private Socket connect(Socket client, int port) throws IOException {
        try {
            return new Socket(target, port);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private void ask(Socket client, Socket server, String call) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = client.getInputStream().read(chunk);
                length >= 0;
                length = client.getInputStream().read(chunk)) {
            server.getOutputStream().write(chunk, 0, length);
            for (int i = calls(new String(chunk, 0, length, StandardCharsets.ISO_8859_1), call); i > 0; i--) {
                if (!life.outlives()) {
                    return;
                }
            }
        }
    }

    private static int calls(String text, String call) {
        int calls = 0;
        for (int at = text.indexOf(call); at >= 0; at = text.indexOf(call, at + 1)) {
            calls++;
        }
        return calls;
    }

    private void answer(Socket server, Socket client) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = server.getInputStream().read(chunk);
                length >= 0;
                length = server.getInputStream().read(chunk)) {
            if (!life.isOver()) {
                client.getOutputStream().write(chunk, 0, length);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException oneSideIsGone) {
                        // Which is how it ends: the sockets are closed by whoever used them.
                        return;
                    }
                },
                "nats-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
