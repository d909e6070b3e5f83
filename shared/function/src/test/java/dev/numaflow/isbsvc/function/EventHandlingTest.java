package dev.numaflow.isbsvc.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.UnreadableObject;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventHandlingTest {

    private static final ObjectRef SERVICE = new ObjectRef(ObjectKind.ISB_SERVICE, "ns", "n");

    private final EventHandling events = new EventHandling("creation", new WorkQueue());

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
    void dropsPoisonWithoutReadingAnything() {
        CloudEvent<byte[]> poison =
                CloudEventBuilder.create().type("what\nis this").source("x").build(new byte[0], "text/plain");

        assertThat(events.handle(poison, p -> {
                    throw new AssertionError("looked at " + p);
                }))
                .isNull();
    }

    @Test
    void reportsOfPoisonWhomItConcerns() {
        List<String> reported = new ArrayList<>();
        CloudEvent<byte[]> poison =
                CloudEventBuilder.create().type("unheard of").source("x").build(new byte[0], "text/plain");

        assertThat(events.handleEach(poison, p -> new Outcome.Done("looked"), () -> reported.add("poison")))
                .isNull();
        assertThat(events.handleEach(added(), p -> new Outcome.Done("looked"), () -> reported.add("event")))
                .isNull();
        assertThat(reported).containsExactly("poison");
    }

    /** It does not become readable by being tried again. */
    @Test
    void answersNothingForAnObjectThatNobodyCanRead() {
        assertThat(events.handle(added(), p -> {
                    throw new UnreadableObject(SERVICE, "it is nested too deeply");
                }))
                .isNull();
    }

    @Test
    void throwsWhatTheReconcileThrows() {
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
