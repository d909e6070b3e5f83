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

/** Publishes messages to a buffer and reads them back through its durable consumer. */
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
        JetStreamSubscription consumer = stream.subscribe(buffer, PullSubscribeOptions.bind(buffer, buffer));
        // One set for all batches, so that redelivered messages are not counted twice.
        Set<String> read = new HashSet<>();
        // In batches, so that a buffer need not store all of them at once.
        for (int first = 0; first < messages && read.size() == first; first += BATCH) {
            int from = first;
            int to = Math.min(first + BATCH, messages);
            // The message id makes a repeated publication harmless while a leader changes.
            deadline.firstSuccess(() -> publish(stream, from, to));
            read(consumer, read, to, deadline);
        }
        if (read.size() != messages) {
            throw new IOException("only %d of %d messages came back from %s".formatted(read.size(), messages, buffer));
        }
        long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        return "%d messages published to %s and read back through its durable consumer in %d ms"
                .formatted(messages, buffer, took);
    }

    private Integer publish(JetStream stream, int from, int to) {
        List<CompletableFuture<PublishAck>> acknowledgements = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String id = run + i;
            acknowledgements.add(stream.publishAsync(
                    buffer,
                    id.getBytes(StandardCharsets.UTF_8),
                    PublishOptions.builder().messageId(id).build()));
        }
        acknowledgements.forEach(CompletableFuture::join);
        return to - from;
    }

    /** Reads and acknowledges the messages of this run until the given number is reached. */
    private void read(JetStreamSubscription consumer, Set<String> read, int messages, Deadline deadline)
            throws Exception {
        while (read.size() < messages && !deadline.over()) {
            List<Message> fetched = consumer.fetch(messages - read.size(), FETCH);
            for (Message message : fetched) {
                String id = new String(message.getData(), StandardCharsets.UTF_8);
                if (id.startsWith(run)) {
                    read.add(id);
                }
            }
            acknowledge(fetched, deadline);
        }
    }

    /** Acknowledgements are processed in order: when the last has arrived, all have. */
    private static void acknowledge(List<Message> fetched, Deadline deadline) throws Exception {
        if (fetched.isEmpty()) {
            return;
        }
        Message last = fetched.get(fetched.size() - 1);
        fetched.stream().filter(message -> message != last).forEach(Message::ack);
        deadline.firstSuccess(() -> {
            last.ackSync(FETCH);
            return last;
        });
    }
}
