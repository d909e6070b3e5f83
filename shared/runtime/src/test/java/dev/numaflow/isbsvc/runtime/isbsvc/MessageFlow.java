package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Somebody who writes numbered messages into a buffer at a steady rate, and somebody who reads them from it without a pause. */
final class MessageFlow {

    private static final String STREAM = "orders";
    /** Twice as long as three servers that have just met may take one of them for lost. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BATCH = 20;

    /** Without it they would take the processors from the servers that they test: some 200 messages in a second remain. */
    private static final Duration BETWEEN = Duration.ofMillis(4);

    private volatile JetStream stream;
    private volatile JetStreamSubscription reader;
    private final AtomicInteger sent = new AtomicInteger();
    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong longest = new AtomicLong();
    private final CompletableFuture<Void> writing;
    private final CompletableFuture<Void> reading;
    private volatile boolean ends;

    private MessageFlow(Connection connection) throws IOException, JetStreamApiException {
        connect(connection);
        this.writing = CompletableFuture.runAsync(this::write);
        this.reading = CompletableFuture.runAsync(this::take);
    }

    private void connect(Connection connection) throws IOException, JetStreamApiException {
        JetStream streams = connection.jetStream();
        this.reader = streams.subscribe(
                STREAM,
                PullSubscribeOptions.builder()
                        .durable("reader")
                        .configuration(ConsumerConfiguration.builder().build())
                        .build());
        this.stream = streams;
    }

    /** Both start anew with another connection, and the one of before is closed. */
    void restart(Connection before, Connection after) throws IOException, JetStreamApiException, InterruptedException {
        connect(after);
        before.close();
    }

    static MessageFlow start(Connection connection) throws IOException, JetStreamApiException {
        Awaitility.await()
                .atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> connection
                                .jetStreamManagement()
                                .addStream(StreamConfiguration.builder()
                                        .name(STREAM)
                                        .subjects(STREAM)
                                        .replicas(3)
                                        .build())
                        != null);
        return new MessageFlow(connection);
    }

    /** Each with an id, so that one whose acknowledgement was lost can be sent again. */
    private void write() {
        while (!ends) {
            String message = String.valueOf(sent.get());
            PublishOptions once = PublishOptions.builder().messageId(message).build();
            long begin = System.nanoTime();
            Awaitility.await("message " + message + " is acknowledged")
                    .atMost(TIMEOUT)
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .ignoreExceptions()
                    .until(() -> stream.publish(STREAM, message.getBytes(StandardCharsets.UTF_8), once) != null);
            longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
            sent.incrementAndGet();
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private void take() {
        while (!ends || !writing.isDone() || read.stream().distinct().count() < sent.get()) {
            JetStreamSubscription from = reader;
            try {
                for (Message message : from.fetch(BATCH, POLL)) {
                    read.add(Integer.valueOf(new String(message.getData(), StandardCharsets.UTF_8)));
                    message.ack();
                }
            } catch (IllegalStateException closed) {
                if (from == reader) {
                    throw closed;
                }
            }
        }
    }

    /** Waits until that many more messages were written and read. */
    void awaitMore(int messages) {
        int from = read.size();
        Awaitility.await().atMost(TIMEOUT).until(() -> {
            if (writing.isCompletedExceptionally() || reading.isCompletedExceptionally()) {
                CompletableFuture.allOf(writing, reading).join();
            }
            return read.size() >= from + messages;
        });
    }

    /** Ends both; what was written, in order, each once. */
    List<Integer> written() {
        ends = true;
        writing.join();
        return IntStream.range(0, sent.get()).boxed().toList();
    }

    /** What was read, in order; of one that was delivered again because its acknowledgement was late, the first time. */
    List<Integer> read(Duration patience) {
        Awaitility.await().atMost(patience).until(reading::isDone);
        return read.stream().distinct().toList();
    }

    /** None of what was written is missing. */
    void assertAllRead(Duration patience, List<Integer> written) {
        Set<Integer> all = new HashSet<>(read(patience));
        assertThat(written.stream().filter(message -> !all.contains(message))).isEmpty();
    }

    /** How long the slowest message took until it was acknowledged. */
    Duration longestPublish() {
        return Duration.ofNanos(longest.get());
    }

    /** The same of the messages since this was asked last. */
    Duration longestPublishSince() {
        return Duration.ofNanos(longest.getAndSet(0));
    }

    /** How many messages the servers have stored. */
    static long stored(Connection connection) throws IOException, JetStreamApiException {
        return connection
                .jetStreamManagement()
                .getStreamInfo(STREAM)
                .getStreamState()
                .getLastSequence();
    }
}
