package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Go runtime collects without pause when it is told to live in no memory. */
class MainEnvTest {

    @Test
    void theRuntimeHasNineTenthsOfTheLimit() {
        assertThat(goMemoryLimit("1000").getValue()).isEqualTo("900");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0Gi", "1m", "0.000000001", "1e-9"})
    void aLimitOfNothingIsNone(String limit) {
        assertThat(goMemoryLimit(limit).getValue()).isNull();
        assertThat(goMemoryLimit(limit).getValueFrom().getResourceFieldRef().getResource())
                .isEqualTo("limits.memory");
    }

    private static EnvVar goMemoryLimit(String limit) {
        return MainEnv.of(
                        Services.jetstream(""),
                        new ResourceRequirementsBuilder()
                                .addToLimits("memory", new Quantity(limit))
                                .build())
                .stream()
                .filter(variable -> variable.getName().equals("GOMEMLIMIT"))
                .findFirst()
                .orElseThrow();
    }
}
