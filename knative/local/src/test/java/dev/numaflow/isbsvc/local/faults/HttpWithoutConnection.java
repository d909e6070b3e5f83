package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks an embedded API server in the caller's thread: a run asks a thousand times, and connections cost more than answers. */
final class HttpWithoutConnection
        extends StandardHttpClient<HttpWithoutConnection, HttpClient.Factory, HttpWithoutConnection.Builder> {

    private final EmbeddedApiServer server;

    private HttpWithoutConnection(Builder builder, AtomicBoolean closed) {
        super(builder, closed);
        this.server = builder.server;
    }

    static HttpClient.Factory to(EmbeddedApiServer server) {
        return new HttpClient.Factory() {
            @Override
            public HttpClient.Builder newBuilder() {
                return new Builder(this, server);
            }
        };
    }

    static final class Builder extends StandardHttpClientBuilder<HttpWithoutConnection, HttpClient.Factory, Builder> {

        private final EmbeddedApiServer server;

        private Builder(HttpClient.Factory factory, EmbeddedApiServer server) {
            super(factory);
            this.server = server;
        }

        @Override
        public HttpWithoutConnection build() {
            return new HttpWithoutConnection(this, client == null ? new AtomicBoolean() : client.getClosed());
        }

        @Override
        protected Builder newInstance(HttpClient.Factory factory) {
            return new Builder(factory, server);
        }
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
            StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        String content = Objects.requireNonNullElse(request.bodyString(), "");
        EmbeddedApiServer.Answer answer = server.ask(
                request.method(),
                request.uri(),
                name -> name.equals("Content-Type") && request.getContentType() != null
                        ? request.getContentType()
                        : Objects.requireNonNullElse(request.header(name), ""),
                content.getBytes(StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(
                new Response(request, answer.code(), new Body(ByteBuffer.wrap(answer.body()), consumer)));
    }

    @Override
    public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
            StandardWebSocketBuilder request, WebSocket.Listener listener) {
        throw new UnsupportedOperationException("a fault run watches nothing");
    }

    @Override
    protected void doClose() {
        // The server is closed by whoever started it.
    }

    private static final class Response extends StandardHttpHeaders implements HttpResponse<AsyncBody> {

        private final HttpRequest request;
        private final int code;
        private final AsyncBody body;

        Response(HttpRequest request, int code, AsyncBody body) {
            this.request = request;
            this.code = code;
            this.body = body;
        }

        @Override
        public int code() {
            return code;
        }

        @Override
        public AsyncBody body() {
            return body;
        }

        @Override
        public HttpRequest request() {
            return request;
        }

        @Override
        public Optional<HttpResponse<?>> previousResponse() {
            return Optional.empty();
        }
    }

    /** One buffer, and then the end. */
    private static final class Body implements AsyncBody {

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
        private ByteBuffer rest;

        Body(ByteBuffer all, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            this.rest = all;
            this.consumer = consumer;
        }

        @Override
        public void consume() {
            if (rest == null) {
                done.complete(null);
                return;
            }
            ByteBuffer next = rest;
            rest = null;
            try {
                consumer.consume(List.of(next), this);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            done.cancel(false);
        }
    }
}
