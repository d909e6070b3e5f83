package dev.numaflow.isbsvc.runtime.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The messages that a stream still has after its servers have started again, as its durable consumer of the same name delivers them
 * while the stream is in use. A server whose copy has lost more than the leader's notices with the next message that is published, and
 * only then catches up: until then a consumer that it leads delivers no more.
 */
final class Leftover {

    /** What came too late for a request is delivered again after it. */
    static final Duration WAIT = Duration.ofSeconds(5);

    private static final String LATER = "later ";

    private final Connection nats;
    private final String name;
    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private int asked;

    Leftover(Connection nats, String name) {
        this.nats = nats;
        this.name = name;
    }

    /**
     * Whether all that the stream has is delivered. One more is published each time. Servers that have just found each other may still
     * agree on other messages than the first leader had, so the stream is asked each time; and a consumer has to be bound anew where its
     * leader has gone.
     */
    boolean isDelivered() throws IOException, JetStreamApiException {
        nats.jetStream().publish(name, (LATER + asked++).getBytes(StandardCharsets.UTF_8));
        int missing = (int) state().getMsgCount() - messages.size();
        if (missing > 0) {
            fetch(missing);
        }
        StreamState state = state();
        messages.tailMap(state.getLastSequence(), false).clear();
        return messages.size() == state.getMsgCount();
    }

    private StreamState state() throws IOException, JetStreamApiException {
        return nats.jetStreamManagement().getStreamInfo(name).getStreamState();
    }

    private void fetch(int missing) throws IOException, JetStreamApiException {
        JetStreamSubscription consumer = nats.jetStream().subscribe(null, PullSubscribeOptions.bind(name, name));
        consumer.fetch(missing, WAIT).forEach(message -> {
            messages.put(message.metaData().streamSequence(), message);
            message.ack();
        });
        consumer.unsubscribe();
    }

    /** Those that were there before, in their order. */
    List<String> messages() {
        return texts().takeWhile(text -> !isLater(text)).toList();
    }

    private Stream<String> texts() {
        return messages.values().stream().map(message -> new String(message.getData(), StandardCharsets.UTF_8));
    }

    private static boolean isLater(String text) {
        return text.startsWith(LATER);
    }
}
