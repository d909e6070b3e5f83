package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Serves HTTP on the loopback address and passes every request to the API. */
final class HttpFront implements AutoCloseable {
    static {
        // Without it each response waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** One response: JSON, or a stream of JSON lines. */
    record Response(int code, JsonNode body, List<String> warnings, Stream stream) {
        static Response of(int code, JsonNode body, List<String> warnings) {
            return new Response(code, body, warnings, null);
        }
    }

    /** Writes lines until the stream ends. */
    interface Stream {
        void writeTo(Sink sink) throws IOException, InterruptedException;
    }

    /** Sends one line immediately. */
    interface Sink {
        void line(JsonNode value) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(HttpFront::daemon);
    private final Function<Request, Response> api;

    HttpFront(Function<Request, Response> api) {
        this.api = api;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on the loopback address", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "embedded-api-server");
        thread.setDaemon(true);
        return thread;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (Request.header(exchange, "Upgrade").equalsIgnoreCase("websocket")) {
                // Not an upgrade: clients that request a WebSocket watch fall back to plain HTTP.
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            send(exchange, answer(Request.of(exchange)));
        }
    }

    Response answer(Request request) {
        try {
            return api.apply(request);
        } catch (Failure e) {
            return Response.of(e.code(), e.status(), List.of());
        } catch (RuntimeException e) {
            Failure failure = new Failure(500, "InternalError", "Internal error occurred: " + e);
            return Response.of(failure.code(), failure.status(), List.of());
        }
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        for (String warning : response.warnings()) {
            exchange.getResponseHeaders().add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\"");
        }
        OutputStream out = exchange.getResponseBody();
        if (response.stream() == null) {
            byte[] body = Json.bytes(response.body());
            exchange.sendResponseHeaders(response.code(), body.length);
            out.write(body);
            return;
        }
        exchange.sendResponseHeaders(response.code(), 0);
        out.flush();
        try {
            response.stream().writeTo(value -> line(value, out));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void line(JsonNode value, OutputStream out) throws IOException {
        out.write(Json.bytes(value));
        out.write('\n');
        out.flush();
    }
}
