package dev.numaflow.isbsvc.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes events as a broker does, and remembers type and subject of each. */
public final class RecordingBroker implements AutoCloseable {

    private static final int ACCEPTED = 202;

    private final HttpServer server;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** Listens at once. */
    public RecordingBroker() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            events.add(exchange.getRequestHeaders().getFirst("ce-type") + " "
                    + exchange.getRequestHeaders().getFirst("ce-subject"));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(ACCEPTED, -1);
            exchange.close();
        });
        server.start();
    }

    /** Where events are posted to. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What came since this was asked last. */
    public List<String> events() {
        List<String> came = List.copyOf(events);
        events.clear();
        return came;
    }

    /** What each sender said of itself, {@code null} if nothing. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
