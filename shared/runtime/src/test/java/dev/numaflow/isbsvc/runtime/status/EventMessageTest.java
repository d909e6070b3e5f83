package dev.numaflow.isbsvc.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMessageTest {

    @Test
    void severalTextsShareOneMessageAsLongAsTheyFit() {
        assertThat(EventMessage.of(Reason.INVALID_SPEC, List.of("one", "two")))
                .containsExactly(new EventMessage(Reason.INVALID_SPEC, "one; two"));
    }

    @Test
    void noMessageIsLostWhenThereAreMany() {
        List<String> texts = Collections.nCopies(100, "m".repeat(99));

        List<EventMessage> messages = EventMessage.of(Reason.INVALID_SPEC, texts);

        assertThat(messages)
                .allMatch(message -> message.message().length() <= 1024)
                .hasSize(10);
        assertThat(String.join(
                        "; ", messages.stream().map(EventMessage::message).toList()))
                .isEqualTo(String.join("; ", texts));
    }

    @Test
    void whatTenMessagesCannotHoldIsCounted() {
        List<EventMessage> messages =
                EventMessage.of(Reason.BUFFERS_CREATED, Collections.nCopies(2000, "m".repeat(99)));

        assertThat(messages).hasSize(11);
        assertThat(messages.get(10).message()).isEqualTo("and 1900 more of the kind");
    }
}
