package dev.numaflow.isbsvc.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairFunctionIT {

    private static final Map<String, String> TICK =
            Map.of("specversion", "1.0", "id", "1", "source", "test", "type", "dev.knative.sources.ping");
    private static final String SUBJECT =
            "/apis/numaflow.numaproj.io/v1alpha1/namespaces/default/interstepbufferservices/missed";

    private RecordingBroker broker;
    private FunctionUnderTest function;

    @BeforeEach
    void start() throws IOException {
        broker = new RecordingBroker();
        function = FunctionUnderTest.start("repair", Map.of("K_SINK", broker.url(), "ISBSVC_NAMESPACE", "default"));
    }

    @AfterEach
    void stop() {
        function.close();
        broker.close();
    }

    /** Invariant 2: it wakes nobody and writes nothing but its heartbeat when there is nothing to repair. */
    @Test
    void isSilentWhereNothingIs() {
        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource())
                .containsExactly("create leases");
        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);

        assertThat(broker.events()).isEmpty();
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly("update leases isbsvc-repair");
    }

    @Test
    void sendsTheEventOfAServiceThatTheSourceHasMissed() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: missed, namespace: default}
                spec: {jetstream: {version: latest}}
                """);

        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);

        assertThat(broker.events()).containsExactly("dev.knative.apiserver.resource.add " + SUBJECT);
    }

    @Test
    void tellsOfADeadLetterOnItsObjectAndAnswersIt() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: missed, namespace: default}
                spec: {jetstream: {version: latest}}
                """);
        Map<String, String> dead = Map.of(
                "specversion", "1.0",
                "id", "1",
                "source", "test",
                "type", "dev.knative.apiserver.resource.add",
                "subject", SUBJECT,
                "kind", "InterStepBufferService",
                "namespace", "default",
                "name", "missed",
                "knativeerrordest", "http://creation",
                "knativeerrorcode", "503");

        assertThat(function.post(dead, "{}").status()).isEqualTo(204);

        assertThat(function.client().v1().events().inNamespace("default").list().getItems())
                .extracting(event -> event.getReason() + ": " + event.getMessage())
                .containsExactly("EventUndelivered: an event of type dev.knative.apiserver.resource.add could not be"
                        + " handled: creation answered 503");
        assertThat(function.get("/metrics").body())
                .contains("isbsvc_dead_letters_total{function=\"creation\",code=\"503\"} 1\n");
    }

    @Test
    void looksOnceMoreWhereATickDied() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: missed, namespace: default}
                spec: {jetstream: {version: latest}}
                """);
        Map<String, String> dead = new HashMap<>(TICK);
        dead.put("knativeerrordest", "http://repair.isbsvc-system.svc.cluster.local");
        dead.put("knativeerrorcode", "503");

        assertThat(function.post(dead, "{}").status()).isEqualTo(204);

        assertThat(broker.events()).containsExactly("dev.knative.apiserver.resource.add " + SUBJECT);
        assertThat(function.get("/metrics").body()).contains("{function=\"repair\",code=\"503\"} 1");
    }

    /** After a timeout Knative's dispatcher sends the bare event: whatever reaches this function and is no tick was given up. */
    @Test
    void takesEveryEventThatIsNoTickForADeadLetter() {
        Map<String, String> bare = Map.of(
                "specversion", "1.0",
                "id", "1",
                "source", "test",
                "type", "dev.knative.apiserver.resource.add",
                "kind", "InterStepBufferService",
                "namespace", "default",
                "name", "missed");
        Map<String, String> aboutNothing =
                Map.of("specversion", "1.0", "id", "1", "source", "test", "type", "of another system");

        assertThat(function.post(bare, "{}").status()).isEqualTo(204);
        assertThat(function.post(aboutNothing, "{}").status()).isEqualTo(204);

        assertThat(function.get("/metrics").body())
                .contains("isbsvc_dead_letters_total{function=\"unknown\",code=\"none\"} 2\n");
        assertThat(broker.events()).isEmpty();
    }

    @Test
    void answersPoisonAndWritesNothing() {
        assertThat(function.post(Map.of("specversion", "1.0", "type", "unknown"), "{")
                        .status())
                .isEqualTo(204);
        assertThat(broker.events()).isEmpty();
        assertThat(function.writes()).isEmpty();
    }
}
