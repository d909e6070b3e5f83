package dev.numaflow.isbsvc.rendering.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerAheadTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aConsumerThatWasGivenMoreThanItsStreamHoldsIsAhead() {
        assertThat(labels(node("a", "a", 80, consumer("c", "a", 100)))).containsExactly("s/c");
        assertThat(labels(node("a", "a", 100, consumer("c", "a", 100)))).isEmpty();
        assertThat(labels(node("a", "", 80, consumer("s", "", 100))))
                .as("of a server alone, with the name of its stream")
                .containsExactly("s");
    }

    @Test
    void leadersAloneAreBelieved() {
        assertThat(labels(
                        node("a", "a", 3, 100, consumer("c", "b", 120)), node("b", "a", 3, 70, consumer("c", "b", 90))))
                .isEmpty();
        assertThat(labels(
                        node("a", "a", 3, 80, consumer("c", "b", 70)), node("b", "a", 3, 120, consumer("c", "b", 90))))
                .containsExactly("s/c");
        assertThat(labels(node("b", "a", 3, 80, consumer("c", "b", 90))))
                .as("the leader of the stream is silent")
                .isEmpty();
    }

    @Test
    void aMessageThatIsDeliveredBetweenTwoAnswersMakesNoConsumerAhead() {
        List<ConsumerAhead> before = ConsumerAhead.among(List.of(node("a", "a", 80, consumer("c", "a", 81))));

        assertThat(ConsumerAhead.still(before, List.of(node("a", "a", 90, consumer("c", "a", 95)))))
                .isEmpty();
        assertThat(ConsumerAhead.still(before, List.of(node("a", "a", 80, consumer("c", "a", 81)))))
                .hasSize(1);
    }

    @Test
    void oneThatIsToStartLaterAndOneWithoutDurableNameAreNoneOfThese() {
        ObjectNode later = consumer("c", "a", 100);
        later.withObject("/config").put("deliver_policy", "by_start_sequence").put("opt_start_seq", 101);
        ObjectNode passing = consumer("c", "a", 100);
        passing.withObject("/config").remove("durable_name");

        assertThat(labels(node("a", "a", 80, later))).isEmpty();
        assertThat(labels(node("a", "a", 80, passing))).isEmpty();
    }

    /** Servers count nothing as pending for it, and what they hold would be removed as read. */
    @Test
    void aStreamWhoseConsumerIsAheadIsNotDrained() {
        assertThat(node("a", "a", 80, consumer("s", "a", 100)).streams().get(0).drained())
                .isFalse();
        assertThat(node("a", "a", 100, consumer("s", "a", 100)).streams().get(0).drained())
                .isTrue();
    }

    @ParameterizedTest(name = "stream {0} to {1}, acknowledged {2}, the same: {3}: {4}")
    @CsvSource({
        "1, 80, 30, true, 31",
        "1, 80, 80, true, 81",
        "1, 80, 0, true, 1",
        "41, 80, 30, true, 41",
        "1, 80, 30, false, 1",
        "1, 80, 81, true, 1",
        "41, 80, 100, true, 41",
        "0, 0, 100, true, 1",
        "81, 80, 100, false, 81",
    })
    void deliversFromTheFirstThatIsSurelyNotAcknowledged(long first, long last, long acked, boolean same, long from) {
        assertThat(SetBack.position(first, last, acked, same)).isEqualTo(from);
    }

    @Test
    void aConsumerThatIsMadeAgainKeepsItsSettingsAndIsKnown() {
        ObjectNode live = JSON.createObjectNode().put("durable_name", "c").put("deliver_policy", "all");
        live.put("ack_wait", 7);

        JsonNode again = SetBack.config(live, 31);

        assertThat(again.path("ack_wait").asInt()).isEqualTo(7);
        assertThat(again.path("opt_start_seq").asLong()).isEqualTo(31);
        assertThat(SetBack.isMarkedIn(again)).isTrue();
        assertThat(SetBack.isMarkedIn(live)).isFalse();
    }

    /** Servers refuse any other start there, when the one before is deleted already. */
    @Test
    void onAStreamThatKeepsMessagesUntilTheyAreAcknowledgedItStartsWithTheFirst() {
        ObjectNode live = JSON.createObjectNode().put("durable_name", "c").put("ack_wait", 7);
        live.put("deliver_policy", "by_start_sequence").put("opt_start_seq", 31);

        assertThat(SetBack.onlyFromTheFirst(JSON.createObjectNode().put("retention", "workqueue")))
                .isTrue();
        assertThat(SetBack.onlyFromTheFirst(JSON.createObjectNode().put("retention", "limits")))
                .isFalse();
        assertThat(SetBack.configFromTheFirst(live))
                .isEqualTo(JSON.createObjectNode()
                        .put("durable_name", "c")
                        .put("ack_wait", 7)
                        .put("deliver_policy", "all"));
    }

    private static List<String> labels(NodeReport... nodes) {
        return ConsumerAhead.among(List.of(nodes)).stream()
                .map(ConsumerAhead::label)
                .toList();
    }

    private static ObjectNode consumer(String name, String leader, long delivered) {
        ObjectNode consumer = JSON.createObjectNode().put("name", name);
        consumer.putObject("config").put("durable_name", name);
        consumer.putObject("cluster").put("leader", leader);
        consumer.putObject("delivered").put("stream_seq", delivered);
        return consumer;
    }

    private static NodeReport node(String name, String leader, long last, ObjectNode consumer) {
        return node(name, leader, 1, last, consumer);
    }

    private static NodeReport node(String name, String leader, int replicas, long last, ObjectNode consumer) {
        ObjectNode jsz = JSON.createObjectNode();
        ObjectNode stream = jsz.putArray("account_details")
                .addObject()
                .putArray("stream_detail")
                .addObject();
        stream.put("name", "s");
        stream.putObject("config").put("num_replicas", replicas);
        stream.putObject("cluster").put("leader", leader);
        stream.putObject("state").put("messages", last).put("last_seq", last);
        stream.putArray("consumer_detail").add(consumer);
        return NodeReport.of(name, jsz);
    }
}
