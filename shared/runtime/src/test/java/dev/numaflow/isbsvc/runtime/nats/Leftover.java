package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The messages that a stream still has after its servers have started again, as its durable consumer of the same name delivers them. */
final class Leftover {

    /** What came too late for a request is delivered again after it. */
    static final Duration WAIT = Duration.ofSeconds(5);

    private final Connection nats;
    private final String name;
    private final NavigableMap<Long, Message> messages = new TreeMap<>();

    Leftover(Connection nats, String name) {
        this.nats = nats;
        this.name = name;
    }

    /**
     * Fails as long as the stream has messages that have not been delivered. Servers that have just found each other may still agree on
     * other messages than the first leader had, so the stream is asked each time; and a consumer has to be bound anew where its leader
     * has gone.
     */
    void assertDelivered() throws IOException, JetStreamApiException {
        int missing = (int) state().getMsgCount() - messages.size();
        if (missing > 0) {
            fetch(missing);
        }
        StreamState state = state();
        messages.tailMap(state.getLastSequence(), false).clear();
        ConsumerInfo consumer = nats.jetStreamManagement().getConsumerInfo(name, name);
        assertThat(messages).as("delivered, of %s by %s", state, consumer).hasSize((int) state.getMsgCount());
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

    /** In their order. */
    List<Message> messages() {
        return List.copyOf(messages.values());
    }
}
