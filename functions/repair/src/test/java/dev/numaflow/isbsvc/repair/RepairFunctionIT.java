package dev.numaflow.isbsvc.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.BrokerObject;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RepairFunctionIT implements PoisonContract {

    private static final String SYSTEM = "isbsvc-system";
    private static final Map<String, String> TICK =
            Map.of("specversion", "1.0", "id", "1", "source", "test", "type", "dev.knative.sources.ping");
    private static final RecordingBroker BROKER = new RecordingBroker();

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("repair", Map.of("ISBSVC_NAMESPACE", SYSTEM));

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    /** It counts over the end of a process, and so of a test. */
    @BeforeEach
    void forgetTheHeartbeat() {
        function.client().leases().inNamespace(SYSTEM).withName("isbsvc-repair").delete();
        BROKER.events();
        BrokerObject.delete(function.client());
        BrokerObject.create(function.client());
        BrokerObject.address(function.client(), BROKER.url());
    }

    /** What is an event and points to nothing is counted: whatever reaches this function and is no tick was given up by the broker. */
    @Override
    public boolean isExpected(String line) {
        return line.contains("an event that names no object could not be handled") || line.contains(" RepairLease ");
    }

    @Override
    public boolean isExpected(LoggedRequest write) {
        return write.resource().equals("leases");
    }

    /** Invariant 2: it wakes nobody and writes nothing but its heartbeat when there is nothing to repair. */
    @Test
    void isSilentWhereNothingIs() {
        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource())
                .containsExactly("create leases");
        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);

        assertThat(BROKER.events()).isEmpty();
        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly("update leases isbsvc-repair");
    }

    @Test
    void sendsTheEventOfAServiceThatTheSourceHasMissed() {
        createMissed();

        assertThat(function.post(TICK, "{}").status()).isEqualTo(204);

        assertThat(BROKER.events()).containsExactly("dev.knative.apiserver.resource.add " + subject());
    }

    @Test
    void sendsItLaterWhereTheBrokerHasNoAddressYet() {
        BrokerObject.delete(function.client());
        BrokerObject.create(function.client());
        createMissed();

        try (FunctionProcess fresh =
                function.another(function.client().getMasterUrl().toString())) {
            assertThat(fresh.post(TICK, "{}").status()).isEqualTo(503);
            assertThat(fresh.log()).anyMatch(line -> line.contains("Broker isbsvc-system/default has no address yet"));

            BrokerObject.address(function.client(), BROKER.url());
            assertThat(fresh.post(TICK, "{}").status()).isEqualTo(204);
        }
        assertThat(BROKER.events()).containsExactly("dev.knative.apiserver.resource.add " + subject());
    }

    @Test
    void reportsOfADeadLetterOnItsObjectAndAnswersIt() {
        createMissed();
        Map<String, String> dead = Map.of(
                "specversion", "1.0",
                "id", "1",
                "source", "test",
                "type", "dev.knative.apiserver.resource.add",
                "subject", subject(),
                "kind", "InterStepBufferService",
                "namespace", function.namespace(),
                "name", "missed",
                "knativeerrordest", "http://creation",
                "knativeerrorcode", "503");

        assertThat(function.post(dead, "{}").status()).isEqualTo(204);

        assertThat(function.events())
                .extracting(event -> event.getReason() + ": " + event.getMessage())
                .containsExactly("EventUndelivered: an event of type dev.knative.apiserver.resource.add could not be"
                        + " handled: creation answered 503");
        assertThat(function.get("/metrics").body())
                .contains("isbsvc_dead_letters_total{function=\"creation\",code=\"503\"} 1\n");
    }

    @Test
    void runsOnceMoreWhereATickDied() {
        createMissed();
        Map<String, String> dead = new HashMap<>(TICK);
        dead.put("knativeerrordest", "http://repair.isbsvc-system.svc.cluster.local");
        dead.put("knativeerrorcode", "503");

        assertThat(function.post(dead, "{}").status()).isEqualTo(204);

        assertThat(BROKER.events()).containsExactly("dev.knative.apiserver.resource.add " + subject());
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
                "namespace", function.namespace(),
                "name", "missed");
        Map<String, String> aboutNothing =
                Map.of("specversion", "1.0", "id", "1", "source", "test", "type", "of another system");

        assertThat(function.post(bare, "{}").status()).isEqualTo(204);
        assertThat(function.post(aboutNothing, "{}").status()).isEqualTo(204);

        assertThat(function.get("/metrics").body())
                .contains("isbsvc_dead_letters_total{function=\"unknown\",code=\"none\"} 2\n");
        assertThat(BROKER.events()).isEmpty();
    }

    @Test
    void answersPoisonAndWritesNothing() {
        assertThat(function.post(Map.of("specversion", "1.0", "type", "unknown"), "{")
                        .status())
                .isEqualTo(204);
        assertThat(BROKER.events()).isEmpty();
        assertThat(function.writes()).isEmpty();
    }

    private static void createMissed() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: missed}
                spec: {jetstream: {version: latest}}
                """);
    }

    private static String subject() {
        return "/apis/numaflow.numaproj.io/v1alpha1/namespaces/" + function.namespace()
                + "/interstepbufferservices/missed";
    }
}
