package dev.numaflow.isbsvc.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProvisioningFunctionIT {

    private static final String TYPE = "dev.knative.apiserver.ref.add";
    private static final String KIND = "Pipeline";

    private FunctionUnderTest function;

    @BeforeEach
    void start() {
        function = FunctionUnderTest.start("provisioning");
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
    void tellsThePipelineWhichServiceItMisses() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: orphan, namespace: default}
                spec:
                  interStepBufferServiceName: nowhere
                  vertices: [{name: in, source: {}}, {name: out, sink: {}}]
                  edges: [{from: in, to: out}]
                """);

        assertThat(function.post(TYPE, KIND, "default", "orphan").status()).isEqualTo(204);

        assertThat(function.client().v1().events().inNamespace("default").list().getItems())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getReason()).isEqualTo("ServiceNotFound");
                    assertThat(event.getMessage()).contains("nowhere");
                });
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
