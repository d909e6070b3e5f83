package dev.numaflow.isbsvc.runtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventHandlingTest {

    private static final ObjectRef SERVICE = new ObjectRef(ObjectKind.SERVICE, "ns", "n");

    private final EventHandling events = new EventHandling("creation");

    @Test
    void answersNothingForWhatIsDoneOrIgnored() {
        assertThat(events.handle(added(), p -> new Outcome.Done("all is well"))).isNull();
        assertThat(events.handle(added(), p -> new Outcome.Ignored("gone"))).isNull();
    }

    @Test
    void answersAReplyAsAnEventAboutItsObject() {
        CloudEvent<byte[]> answer =
                events.handle(added(), p -> new Outcome.Reply("made", EventType.DEPLOYED, p.object()));

        assertThat(answer.id()).isNotEmpty();
        assertThat(answer.source()).isEqualTo("creation");
        assertThat(answer.type()).isEqualTo("dev.numaflow.isbsvc.deployed");
        assertThat(answer.subject())
                .isEqualTo("/apis/numaflow.numaproj.io/v1alpha1/namespaces/ns/interstepbufferservices/n");
        assertThat(answer.extensions())
                .isEqualTo(Map.of("kind", "InterStepBufferService", "namespace", "ns", "name", "n"));
        assertThat(new String(answer.data(), StandardCharsets.UTF_8)).isEqualTo("made");
    }

    @Test
    void dropsPoisonWithoutALook() {
        CloudEvent<byte[]> poison =
                CloudEventBuilder.create().type("what\nis this").source("x").build(new byte[0], "text/plain");

        assertThat(events.handle(poison, p -> {
                    throw new AssertionError("looked at " + p);
                }))
                .isNull();
    }

    @Test
    void throwsWhatTheLookThrows() {
        assertThatThrownBy(() -> events.handle(added(), p -> {
                    throw new IllegalStateException("the API server is away");
                }))
                .hasMessage("the API server is away");
    }

    private static CloudEvent<byte[]> added() {
        return CloudEventBuilder.create()
                .type(EventType.RESOURCE_ADD.value())
                .source("test")
                .subject(SERVICE.subject())
                .build(new byte[0], "application/json");
    }
}
