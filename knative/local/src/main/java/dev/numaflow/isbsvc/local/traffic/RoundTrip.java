package dev.numaflow.isbsvc.local.traffic;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Publishes messages into a buffer and reads the same ones back through its durable consumer. */
final class RoundTrip {
    private static final int BATCH = 250;
    private static final Duration FETCH = Duration.ofSeconds(2);

    private final Connection connection;
    private final String buffer;
    private final String run = UUID.randomUUID() + "-";

    RoundTrip(Connection connection, String buffer) {
        this.connection = connection;
        this.buffer = buffer;
    }

    String run(int messages, Deadline deadline) throws Exception {
        long begun = System.nanoTime();
        JetStream stream = connection.jetStream();
        // The message's id makes a repeated publication harmless while a leader moves.
        deadline.firstSuccess(() -> publish(stream, messages));
        int read = read(stream, messages, deadline);
        if (read != messages) {
            throw new IOException("only %d of %d messages came back from %s".formatted(read, messages, buffer));
        }
        long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        return "%d messages published to %s and read back through its durable consumer in %d ms"
                .formatted(messages, buffer, took);
    }

    private Integer publish(JetStream stream, int messages) {
        List<CompletableFuture<PublishAck>> acknowledgements = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            String id = run + i;
            acknowledgements.add(stream.publishAsync(
                    buffer,
                    id.getBytes(StandardCharsets.UTF_8),
                    PublishOptions.builder().messageId(id).build()));
        }
        acknowledgements.forEach(CompletableFuture::join);
        return messages;
    }

    private int read(JetStream stream, int messages, Deadline deadline) throws Exception {
        Set<String> read = new HashSet<>();
        JetStreamSubscription consumer = stream.subscribe(buffer, PullSubscribeOptions.bind(buffer, buffer));
        while (read.size() < messages && !deadline.over()) {
            for (Message message : consumer.fetch(Math.min(BATCH, messages - read.size()), FETCH)) {
                String id = new String(message.getData(), StandardCharsets.UTF_8);
                if (id.startsWith(run)) {
                    read.add(id);
                }
                message.ack();
            }
        }
        connection.flush(FETCH);
        return read.size();
    }
}
