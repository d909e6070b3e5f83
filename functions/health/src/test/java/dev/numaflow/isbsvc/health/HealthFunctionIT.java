package dev.numaflow.isbsvc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthFunctionIT {

    private static final String TYPE = "dev.knative.apiserver.ref.update";
    private static final String KIND = "StatefulSet";

    private FunctionUnderTest function;

    @BeforeEach
    void start() {
        function = FunctionUnderTest.start("health");
    }

    @AfterEach
    void stop() {
        function.close();
    }

    @Test
    void answersNothingAndWritesNothingForWhatIsNotForIt() {
        assertThat(function.post(TYPE, KIND, "default", "isbsvc-gone-js").status())
                .isEqualTo(204);
        assertThat(function.post(TYPE, "Deployment", "default", "other").status())
                .isEqualTo(204);
        assertThat(function.post(Map.of("specversion", "1.0", "type", TYPE), "{")
                        .status())
                .isEqualTo(204);

        assertThat(function.writes()).isEmpty();
    }

    @Test
    void waitsForAServiceThatHasNotStarted() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: fresh, namespace: default}
                spec: {jetstream: {version: latest}}
                """);

        assertThat(function.post(TYPE, KIND, "default", "isbsvc-fresh-js").status())
                .isEqualTo(204);
    }

    /** Invariant 9: what time may mend is asked for again, and the caller sees no stack trace. */
    @Test
    void asksForAnotherTryWhenTheApiServerIsGone() {
        function.stopApiServer();

        var answer = function.post(TYPE, KIND, "default", "isbsvc-any-js");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
