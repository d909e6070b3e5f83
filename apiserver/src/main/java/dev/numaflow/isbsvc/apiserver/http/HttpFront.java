package dev.numaflow.isbsvc.apiserver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.numaflow.isbsvc.apiserver.http.ApiRequest.Headers;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.rest.ApiException;
import dev.numaflow.isbsvc.apiserver.rest.Failures;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves HTTP on the loopback address and passes every request to the API. */
public final class HttpFront implements AutoCloseable {
    static {
        // Without it each response waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(HttpFront::daemon);
    private final Tokens tokens;
    private final Api api;

    /** Handles requests. */
    public interface Api {
        /** Returns the response to a request; an ApiException becomes a response too. */
        ApiResponse answer(ApiRequest request);
    }

    public HttpFront(int port, Tokens tokens, Api api) {
        this.tokens = tokens;
        this.api = api;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** The port that is listened on. */
    public int port() {
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
            if (header(exchange, "Upgrade").equalsIgnoreCase("websocket")) {
                // Not an upgrade: clients that request a WebSocket watch fall back to plain HTTP.
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            send(exchange, answer(exchange));
        }
    }

    private ApiResponse answer(HttpExchange exchange) throws IOException {
        try {
            return api.answer(request(exchange));
        } catch (ApiException e) {
            return ApiResponse.json(e.code(), e.status(), List.of());
        } catch (RuntimeException e) {
            ApiException failure = Failures.internal(e.toString());
            return ApiResponse.json(failure.code(), failure.status(), List.of());
        }
    }

    private ApiRequest request(HttpExchange exchange) throws IOException {
        Headers headers = new Headers(
                header(exchange, "Content-Type"), header(exchange, "Accept"), header(exchange, "User-Agent"));
        return new ApiRequest(
                exchange.getRequestMethod(),
                ApiRequest.segments(exchange.getRequestURI().getRawPath()),
                ApiRequest.parameters(exchange.getRequestURI().getRawQuery()),
                headers,
                exchange.getRequestBody().readAllBytes(),
                tokens.user(header(exchange, "Authorization")));
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void send(HttpExchange exchange, ApiResponse response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        for (String warning : response.warnings()) {
            exchange.getResponseHeaders().add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\"");
        }
        if (response.stream() == null) {
            int length = response.body().length;
            exchange.sendResponseHeaders(response.code(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(response.body());
            return;
        }
        exchange.sendResponseHeaders(response.code(), 0);
        stream(response.stream(), exchange.getResponseBody());
    }

    private static void stream(ApiResponse.Stream stream, OutputStream out) throws IOException {
        out.flush();
        try {
            stream.writeTo(value -> {
                out.write(Json.bytes(value));
                out.write('\n');
                out.flush();
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
