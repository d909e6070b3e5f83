package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod shows of its node: whether the StatefulSet controller goes on after it, whether its server serves, and whether it ever ran. */
class RollStateTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Running | True  | {ready: true, started: true, state: {running: {}}}                    | AVAILABLE",
                // A sidecar is not ready: the server serves, and the controller waits.
                "Running | False | {ready: true, started: true, state: {running: {}}}                    | SERVES",
                "Pending | False | {ready: true, started: true, state: {running: {}}}                    | SERVES",
                "Pending | False | {ready: false, started: false, restartCount: 0, state: {waiting: {}}} | EMPTY",
                "Pending | False |                                                                       | EMPTY",
                "''      | False |                                                                       | EMPTY",
                // It may have stored something.
                "Running | False | {started: true, state: {running: {}}}                                 | STARTED",
                "Pending | False | {started: false, state: {running: {}}}                                | STARTED",
                "Pending | False | {restartCount: 1, state: {waiting: {}}}                               | STARTED",
                "Pending | False | {state: {waiting: {}}, lastState: {terminated: {exitCode: 1}}}        | STARTED",
                "Pending | False | {state: {terminated: {exitCode: 1}}}                                  | STARTED",
                "Failed  | False |                                                                       | STARTED",
            })
    void showsHowFarItsPodIs(String phase, String ready, String main, Phase expected) throws JsonProcessingException {
        RollState roll = RollState.of(
                YAML.readTree("{metadata: {name: n, uid: u}, spec: {replicas: 1}}"),
                List.of(pod(phase, ready, main, "")));

        assertThat(roll.at(0).orElseThrow().phase()).isEqualTo(expected);
        assertThat(roll.at(0).orElseThrow().available()).isEqualTo(expected == Phase.AVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({"', deletionTimestamp: now', false", "'', true"})
    void isNotAvailableWhileItTerminates(String deletion, boolean available) throws JsonProcessingException {
        RollState roll = RollState.of(
                YAML.readTree("{metadata: {name: n, uid: u}, spec: {replicas: 1}}"),
                List.of(pod("Running", "True", "{ready: true, started: true}", deletion)));

        assertThat(roll.at(0).orElseThrow().available()).isEqualTo(available);
    }

    private static JsonNode pod(String phase, String ready, String main, String metadata)
            throws JsonProcessingException {
        String containers = main == null ? "[]" : "[" + main.replaceFirst("\\{", "{name: main, ") + "]";
        return YAML.readTree("{metadata: {name: n-0, ownerReferences: [{uid: u}]" + metadata + "}, status: {phase: '"
                + phase + "', conditions: [{type: Ready, status: '" + ready + "'}], containerStatuses: " + containers
                + "}}");
    }
}
