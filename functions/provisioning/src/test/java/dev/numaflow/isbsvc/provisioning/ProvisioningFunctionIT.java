package dev.numaflow.isbsvc.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProvisioningFunctionIT implements PoisonContract {

    private static final String TYPE = "dev.knative.apiserver.ref.add";
    private static final String KIND = "Pipeline";

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("provisioning");

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @Test
    void answersNothingAndWritesNothingForWhatIsNotForIt() {
        assertThat(function.post(TYPE, KIND, "isbsvc-gone-js").status()).isEqualTo(204);
        assertThat(function.post(TYPE, "Deployment", "other").status()).isEqualTo(204);
        assertThat(function.post(Map.of("specversion", "1.0", "type", TYPE), "{")
                        .status())
                .isEqualTo(204);

        assertThat(function.writes()).isEmpty();
    }

    @Test
    void reportsThePipelineWhichServiceItMisses() {
        function.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: orphan}
                spec:
                  interStepBufferServiceName: nowhere
                  vertices: [{name: in, source: {}}, {name: out, sink: {}}]
                  edges: [{from: in, to: out}]
                """);

        assertThat(function.post(TYPE, KIND, "orphan").status()).isEqualTo(204);

        assertThat(function.events()).singleElement().satisfies(event -> {
            assertThat(event.getReason()).isEqualTo("ServiceNotFound");
            assertThat(event.getMessage()).contains("nowhere");
        });
    }

    /** Invariant 9: what time may mend is asked for again, and the caller sees no stack trace. */
    @Test
    void asksForAnotherTryWhenTheApiServerIsGone() {
        try (FunctionProcess lonely = function.withoutApiServer()) {
            FunctionProcess.Answer answer = lonely.post(TYPE, KIND, "any", "isbsvc-any-js");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotBlank();
            assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
        }
    }
}
