package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.local.http.LoopbackServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The broker's entrance: keeps what processes post until it is fetched. */
final class EventQueue implements AutoCloseable {

    private static final int ACCEPTED = 202;

    private final Queue<Message> came = new ConcurrentLinkedQueue<>();
    private final LoopbackServer server = LoopbackServer.start("mailbox", exchange -> {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        take(exchange.getRequestHeaders(), body);
        LoopbackServer.answer(exchange, ACCEPTED, new byte[0]);
    });

    private void take(Map<String, List<String>> headers, String body) {
        came.add(Message.received(headers, body));
    }

    String url() {
        return server.url().toString();
    }

    /** What came since this was asked last; several at once come in any order, so it is set here. */
    List<Message> taken() {
        List<Message> taken = new ArrayList<>();
        for (Message message = came.poll(); message != null; message = came.poll()) {
            taken.add(message);
        }
        taken.sort(Comparator.comparing(Message::toString));
        return taken;
    }

    @Override
    public void close() {
        server.close();
    }
}
