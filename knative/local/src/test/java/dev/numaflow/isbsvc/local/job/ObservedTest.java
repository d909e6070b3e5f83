package dev.numaflow.isbsvc.local.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ObservedTest {
    private static final String REFUSED =
            """
            {"metadata": {"generation": 2}, "status": {"observedGeneration": %d, "phase": "Failed", "conditions":
              [{"type": "Configured", "status": "False", "message": "spec.a: one\\nspec.b: two"}]}}
            """;

    @Test
    void reportsTheViolationsOfTheSpecificationThatIsThere() throws Exception {
        assertThat(observed(2).violations()).containsExactly("spec.a: one", "spec.b: two");
        assertThat(observed(2).settled()).isTrue();
    }

    @Test
    void doesNotTakeTheViolationsOfAnEarlierSpecificationForThoseOfThisOne() throws Exception {
        assertThat(observed(1).violations()).isEmpty();
        assertThat(observed(1).settled()).isFalse();
    }

    private static Observed observed(long generation) throws Exception {
        return new Observed(new ObjectMapper().readTree(REFUSED.formatted(generation)));
    }
}
