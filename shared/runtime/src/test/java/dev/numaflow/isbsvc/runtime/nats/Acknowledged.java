package dev.numaflow.isbsvc.runtime.nats;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

/** Messages of which the servers have said that they are stored, in their order, and when they said so. */
final class Acknowledged {

    private static final int PACE_MILLIS = 5;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Long> times = new ArrayList<>();

    private Acknowledged() {}

    /** Publishes one message after the other, each acknowledged before the next, at a steady pace for as long as this. */
    static Acknowledged publish(Connection nats, String subject, Duration during) throws Exception {
        JetStream stream =
                nats.jetStream(JetStreamOptions.builder().requestTimeout(LONG).build());
        Acknowledged messages = new Acknowledged();
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        try {
            awaitTimeout(
                    pace.scheduleAtFixedRate(() -> messages.publish(stream, subject), 0, PACE_MILLIS, MILLISECONDS),
                    during);
        } finally {
            pace.shutdown();
            assertThat(pace.awaitTermination(LONG.toSeconds(), SECONDS)).isTrue();
        }
        return messages;
    }

    /** It ends by itself only by failing. */
    private static void awaitTimeout(Future<?> publishing, Duration during)
            throws ExecutionException, InterruptedException {
        try {
            publishing.get(during.toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            publishing.cancel(false);
        }
    }

    /** A stream may be without a leader for a moment; what it then stored without saying so, it does not store twice. */
    private void publish(JetStream stream, String subject) {
        String text = text(times.size());
        PublishOptions once = PublishOptions.builder().messageId(text).build();
        await().atMost(LONG)
                .ignoreExceptionsInstanceOf(IOException.class)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(PACE_MILLIS))
                .pollDelay(Duration.ZERO)
                .until(() -> stream.publish(subject, text.getBytes(StandardCharsets.UTF_8), once), Objects::nonNull);
        times.add(System.nanoTime());
    }

    int count() {
        return times.size();
    }

    /** What is left is the beginning, in order and without holes. */
    void assertStartsWith(List<String> left) {
        for (int i = 0; i < left.size(); i++) {
            assertThat(left.get(i)).isEqualTo(text(i));
        }
    }

    /** For how long nothing was acknowledged at most: a machine that gives servers no time gives them none to write through either. */
    Duration longestPause() {
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return Duration.ofNanos(longest);
    }

    /** How long before this moment the first message that is lost was acknowledged; zero if none is lost. */
    Duration ageOfOldestLost(int left, long moment) {
        return left >= count() ? Duration.ZERO : Duration.ofNanos(moment - times.get(left));
    }

    private static String text(int number) {
        return "message " + number;
    }
}
