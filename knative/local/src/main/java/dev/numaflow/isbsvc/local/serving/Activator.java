package dev.numaflow.isbsvc.local.serving;

import static dev.numaflow.isbsvc.local.http.LoopbackServer.answer;

import com.sun.net.httpserver.HttpExchange;
import dev.numaflow.isbsvc.local.http.LoopbackServer;
import dev.numaflow.isbsvc.local.manifests.FunctionService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The permanent address of a function: holds a request until a process is ready, then forwards it. */
final class Activator implements AutoCloseable {
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "http2-settings");

    private final FunctionService function;
    private final Scale scale;
    private final RequestLog requestLog;
    private final HttpClient http;
    private final Semaphore slots;
    private final LoopbackServer server;

    Activator(FunctionService function, Scale scale, RequestLog requestLog, HttpClient http) {
        this.function = function;
        this.scale = scale;
        this.requestLog = requestLog;
        this.http = http;
        // Knative takes 0 for "no limit".
        this.slots = new Semaphore(function.concurrency() == 0 ? Integer.MAX_VALUE : function.concurrency(), true);
        this.server = LoopbackServer.start("function-" + function.name().name(), this::serve);
    }

    URI url() {
        return server.url();
    }

    private void serve(HttpExchange exchange) throws IOException {
        long deadline = System.nanoTime() + function.timeout().toNanos();
        try {
            if (!slots.tryAcquire(left(deadline).toMillis(), TimeUnit.MILLISECONDS)) {
                answer(exchange, 503, text("no slot became free in time"));
                return;
            }
            try {
                serveInSlot(exchange, deadline);
            } finally {
                slots.release();
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            answer(exchange, 503, text("shutting down"));
        }
    }

    private void serveInSlot(HttpExchange exchange, long deadline) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Scale.Hold hold = scale.enter();
        try {
            Duration start = hold.replica().ready().get(left(deadline).toMillis(), TimeUnit.MILLISECONDS);
            HttpResponse<byte[]> response =
                    http.send(request(exchange, hold.replica().url(), left(deadline)), BodyHandlers.ofByteArray());
            requestLog.answered(
                    exchange.getRequestHeaders(),
                    response,
                    Duration.ofNanos(System.nanoTime() - begun),
                    hold.startKind().text(start));
            pass(response, exchange);
        } catch (TimeoutException late) {
            answer(exchange, 504, text("not ready within " + function.timeout().toSeconds() + " s"));
        } catch (ExecutionException crashed) {
            answer(exchange, 502, text(String.valueOf(crashed.getCause())));
        } catch (IOException lost) {
            answer(exchange, 502, text(String.valueOf(lost)));
        } finally {
            scale.leave();
        }
    }

    private static HttpRequest request(HttpExchange exchange, URI replica, Duration timeout) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(replica.resolve(exchange.getRequestURI()))
                .timeout(timeout)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void pass(HttpResponse<byte[]> response, HttpExchange exchange) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        answer(exchange, response.statusCode(), response.body());
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
