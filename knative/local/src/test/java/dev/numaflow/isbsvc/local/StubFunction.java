package dev.numaflow.isbsvc.local;

import com.sun.net.httpserver.HttpExchange;
import dev.numaflow.isbsvc.local.events.Events;
import dev.numaflow.isbsvc.local.http.LoopbackServer;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber that records what it is sent and answers as it is told, 204 when told nothing more. */
public final class StubFunction implements AutoCloseable {

    /** One answer. */
    public record Reply(int status, Map<String, String> headers, String body) {

        public static Reply status(int status) {
            return new Reply(status, Map.of(), "");
        }

        public static Reply event(String type) {
            Map<String, String> headers =
                    Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "stub", "ce-type", type);
            return new Reply(200, headers, "{}");
        }
    }

    private final List<CloudEvent> received = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final LoopbackServer server = LoopbackServer.start("stub", this::take);

    public StubFunction answers(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    public List<CloudEvent> received() {
        return received;
    }

    public URI url() {
        return server.url();
    }

    private void take(HttpExchange exchange) throws IOException {
        Events.parse(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes())
                .ifPresent(received::add);
        Reply reply = replies.isEmpty() ? Reply.status(204) : replies.remove();
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        LoopbackServer.answer(exchange, reply.status(), reply.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
