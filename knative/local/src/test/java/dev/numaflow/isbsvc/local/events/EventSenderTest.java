package dev.numaflow.isbsvc.local.events;

import static dev.numaflow.isbsvc.local.StubFunction.Reply.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.StubFunction;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventSenderTest {
    private static final CloudEvent EVENT = CloudEventBuilder.v1()
            .withId("1")
            .withSource(URI.create("test"))
            .withType("dev.knative.apiserver.ref.add")
            .build();

    private final StubFunction broker = new StubFunction();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final EventSender sender = new EventSender(story::add);

    @AfterEach
    void stop() {
        sender.close();
        broker.close();
    }

    @Test
    void triesAgainWhileTheBrokerIsUnavailable() {
        broker.answers(status(503), status(404), status(202));
        sender.send(EVENT, broker.url());
        assertThat(broker.received()).hasSize(3);
        assertThat(story).isEmpty();
    }

    @Test
    void losesAnEventAtOnceOnAnInternalError() {
        broker.answers(status(500));
        sender.send(EVENT, broker.url());
        assertThat(broker.received()).hasSize(1);
        assertThat(story).containsExactly("lost     ref.add: the broker answered 500");
    }

    @Test
    void losesAnEventAfterSixTries() {
        broker.answers(status(503), status(503), status(503), status(503), status(503), status(503), status(202));
        sender.send(EVENT, broker.url());
        assertThat(broker.received()).hasSize(6);
        assertThat(story).containsExactly("lost     ref.add: the broker answered 503");
    }
}
