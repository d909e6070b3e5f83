package dev.numaflow.isbsvc.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a function and the API server, and counts what the function asks against its life. */
public final class KillingProxy implements AutoCloseable {

    static {
        // Without it every small answer waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String target;
    private final Witness requestLog;
    private final HttpServer server;
    private volatile Lifespan life = Lifespan.endless();

    /** Is told of everything that the API server has answered, before the function is. */
    public interface Witness {
        void saw(String method, String path, int status, byte[] body);
    }

    /** @param target the API server's address */
    public KillingProxy(String target) {
        this(target, (method, path, status, body) -> {});
    }

    /** The same with somebody who looks on. */
    public KillingProxy(String target, Witness requestLog) {
        this.target = target;
        this.requestLog = requestLog;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    /** Where the function finds it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on requests count against this life. */
    public void countAgainst(Lifespan next) {
        life = next;
    }

    private void forward(HttpExchange exchange) throws IOException {
        Lifespan current = life;
        try (exchange) {
            if (current.isOver()) {
                return;
            }
            HttpResponse<byte[]> response = ask(exchange);
            requestLog.saw(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    response.statusCode(),
                    response.body());
            if (!current.outlives()) {
                return;
            }
            response.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String header : new String[] {"Content-Type", "Accept"}) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
