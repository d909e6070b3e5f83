package dev.numaflow.isbsvc.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedEventsTest {

    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "1", "source": "s", "type": "dev.numaflow.isbsvc.ready", "subject": "a b",
             "kind": "InterStepBufferService", "datacontenttype": "application/json", "data": {"a": "1"}}
            """;

    @Test
    void sendsAnEventInBinaryModeAsItWasRecorded() {
        CloudEvent event = read(EVENT).get(0);

        assertThat(BinaryMode.headers(event))
                .isEqualTo(Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", "1",
                        "ce-source", "s",
                        "ce-type", "dev.numaflow.isbsvc.ready",
                        "ce-subject", "a%20b",
                        "ce-kind", "InterStepBufferService",
                        "content-type", "application/json"));
        assertThat(text(event)).isEqualTo("{\"a\":\"1\"}");
    }

    @Test
    void takesOneEventAnArrayAndOneALine() {
        assertThat(read(EVENT)).hasSize(1);
        assertThat(read("[" + EVENT + "," + EVENT + "]")).hasSize(2);
        assertThat(read(EVENT + EVENT + EVENT)).hasSize(3);
    }

    @Test
    void decodesDataThatIsNoText() {
        assertThat(text(
                        read("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"aGk=\"}")
                                .get(0)))
                .isEqualTo("hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "1", "{\"id\": \"1\"}", "{\"specversion\": \"1.0\", \"id\": \"1\"}", "[1]"})
    void refusesWhatIsNoEvent(String text) {
        Parsed<List<CloudEvent>> events = RecordedEvents.read(text, "recorded.json");

        assertThat(events.isGood()).isFalse();
        assertThat(events.violations().get(0).toString()).contains("recorded.json", "CloudEvent 1.0 in JSON");
    }

    private static List<CloudEvent> read(String text) {
        Parsed<List<CloudEvent>> events = RecordedEvents.read(text, "recorded.json");
        assertThat(events.violations()).isEmpty();
        return events.value();
    }

    private static String text(CloudEvent event) {
        return new String(BinaryMode.body(event), StandardCharsets.UTF_8);
    }
}
