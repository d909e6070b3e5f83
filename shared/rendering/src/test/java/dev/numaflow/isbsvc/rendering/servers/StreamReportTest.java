package dev.numaflow.isbsvc.rendering.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of a stream is read: what nobody has read must not go as if it were. */
class StreamReportTest {

    private static final String BUFFER = "team-a-p-out-0";
    private static final JsonNode CONFIG = JsonNodeFactory.instance.objectNode();

    @Test
    void whatTheConsumerThatLacksMostHasNotAcknowledgedIsUnread() {
        assertThat(stream(60, 80, consumer(BUFFER, 70, 10, 5), consumer("reader", 80, 0, 3))
                        .unread())
                .isEqualTo(15);
        assertThat(stream(60, 80, consumer(BUFFER, 80, 0, 0)).unread()).isZero();
    }

    @Test
    void whereNobodyEverReadAllIsUnread() {
        assertThat(stream(60, 80).unread()).isEqualTo(60);
    }

    /** Servers say that nothing is pending for it. */
    @Test
    void ofAStreamWhoseConsumerIsAheadOfItAllIsUnread() {
        assertThat(stream(60, 80, consumer(BUFFER, 100, 0, 0)).unread()).isEqualTo(60);
        assertThat(stream(60, 80, consumer(BUFFER, 70, 10, 0), consumer("reader", 100, 0, 3))
                        .unread())
                .isEqualTo(60);
    }

    /** A consumer that somebody made to look into the buffer may have read all of it, while its vertex has not. */
    @Test
    void aBufferWhoseOwnConsumerIsMissingIsNotReadByAnother() {
        StreamReport inspected = stream(60, 80, consumer("debug", 80, 0, 0));
        assertThat(inspected.drained()).isFalse();
        assertThat(inspected.unread()).isEqualTo(60);

        assertThat(stream(60, 80, consumer("debug", 80, 0, 0), consumer(BUFFER, 80, 0, 0))
                        .drained())
                .isTrue();
        assertThat(stream(60, 80, consumer("debug", 80, 0, 0), consumer(BUFFER, 79, 1, 0))
                        .drained())
                .isFalse();
    }

    @Test
    void anEmptyBufferIsDrainedWhoeverReadsIt() {
        assertThat(stream(0, 80).drained()).isTrue();
        assertThat(stream(0, 80, consumer("debug", 80, 0, 0)).drained()).isTrue();
        assertThat(stream(1, 80).drained()).isFalse();
    }

    private static StreamReport stream(long messages, long lastSequence, ConsumerReport... consumers) {
        return new StreamReport(BUFFER, CONFIG, "", List.of(), messages, lastSequence, List.of(consumers));
    }

    private static ConsumerReport consumer(String name, long delivered, long pending, long unacknowledged) {
        return new ConsumerReport(name, CONFIG, new Position("", delivered, 0), pending, unacknowledged);
    }
}
