package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

    private static final String RUNS = "version: 2.12.7, persistence: {}";

    @TempDir
    private Path folder;

    @Test
    void answersZeroWhenNothingChanges() throws IOException {
        Run run = plan(RUNS, RUNS);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("nothing changes\n");
    }

    @Test
    void showsEachFieldItsEffectAndTheOrder() throws IOException {
        Run run = plan(RUNS, RUNS + ", startArgs: [-DV], settings: 'max_payload: 2000000'");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out())
                .isEqualTo(
                        """
                        FIELD                                 RUNNING   DESIRED   EFFECT   ID
                        spec.jetstream.settings.max_payload   1048576   2000000   RELOAD   -
                        spec.jetstream.startArgs              nothing   ["-DV"]   ROLL     -

                        In this order:
                        1. update ConfigMap isbsvc-one-js-config: the servers reload
                        2. update StatefulSet isbsvc-one-js: the pods are replaced one at a time
                        """);
    }

    @Test
    void showsWhatIsHeldWithItsIdAndTheWayOut() throws IOException {
        Run run = plan(RUNS, "version: 2.10.29, persistence: {}, replicas: 5");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .containsPattern("spec.jetstream.version +nats:2.12.7 +nats:2.10.29 +HELD +[0-9a-f]{8}")
                .containsPattern("spec.jetstream.replicas +3 +5 +STEPS +-")
                .containsPattern("[0-9a-f]{8}: an older server .*approve: [0-9a-f]{8}");
    }

    @Test
    void showsWhatIsRefusedOfTheNewSpec() throws IOException {
        Run run = plan(RUNS, RUNS + ", replicas: 4");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).containsPattern("spec.jetstream.replicas +3 +4 +REFUSED");
    }

    @Test
    void holdsTheSameFactsAsJson() throws IOException {
        JsonNode plan =
                json(plan(RUNS, RUNS + ", encryption: true", "-o", "json").out());

        assertThat(plan.at("/rows/0/field").asText()).isEqualTo("spec.jetstream.encryption");
        assertThat(plan.at("/rows/0/effect").asText()).isEqualTo("HELD");
        assertThat(plan.at("/rows/0/id").asText()).hasSize(8);
        // What was asked for is recorded; no server sees it.
        assertThat(plan.at("/writes"))
                .allMatch(write -> write.path("effect").asText().equals("NONE"));
    }

    @Test
    void failsWhenWhatRunsIsRefusedOrTheServicesDiffer() throws IOException {
        assertThat(plan("version: none", RUNS).exitCode()).isEqualTo(1);
        Run other = Run.of("plan", "--from", file("a", "one", RUNS), "--to", file("b", "two", RUNS));
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("two").contains("default/one");
    }

    @Test
    void wantsOneFileOrTwo() {
        assertThat(Run.of("plan", "--from", "-").exitCode()).isEqualTo(64);
        assertThat(Run.of("plan").exitCode()).isEqualTo(64);
        assertThat(Run.of("plan", "-f", "a", "--from", "b", "--to", "c").exitCode())
                .isEqualTo(64);
    }

    private Run plan(String from, String to, String... options) throws IOException {
        String[] arguments = new String[5 + options.length];
        arguments[0] = "plan";
        arguments[1] = "--from";
        arguments[2] = file("from", "one", from);
        arguments[3] = "--to";
        arguments[4] = file("to", "one", to);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return Run.of(arguments);
    }

    private String file(String file, String name, String jetstream) throws IOException {
        return Files.writeString(
                        folder.resolve(file),
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: %s}
                        spec: {jetstream: {%s}}
                        """
                                .formatted(name, jetstream))
                .toString();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
