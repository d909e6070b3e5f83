package dev.numaflow.isbsvc.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMessageTest {

    @Test
    void severalMessagesShareOneNoticeAsLongAsTheyFit() {
        assertThat(EventMessage.of(Reason.INVALID_SPEC, List.of("one", "two")))
                .containsExactly(new EventMessage(Reason.INVALID_SPEC, "one; two"));
    }

    @Test
    void noMessageIsLostWhenThereAreMany() {
        List<String> messages = Collections.nCopies(100, "m".repeat(99));

        List<EventMessage> notices = EventMessage.of(Reason.INVALID_SPEC, messages);

        assertThat(notices)
                .allMatch(notice -> notice.message().length() <= 1024)
                .hasSize(10);
        assertThat(String.join("; ", notices.stream().map(EventMessage::message).toList()))
                .isEqualTo(String.join("; ", messages));
    }

    @Test
    void whatTenNoticesCannotHoldIsCounted() {
        List<EventMessage> notices = EventMessage.of(Reason.BUFFERS_CREATED, Collections.nCopies(2000, "m".repeat(99)));

        assertThat(notices).hasSize(11);
        assertThat(notices.get(10).message()).isEqualTo("and 1900 more of the kind");
    }
}
