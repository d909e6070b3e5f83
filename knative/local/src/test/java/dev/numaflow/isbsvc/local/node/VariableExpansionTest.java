package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableExpansionTest {
    private static final Map<String, String> VARIABLES = Map.of("A", "x", "B", "$(A)$1");

    @Test
    void replacesWhatIsKnown() {
        assertThat(VariableExpansion.expand("$(A).svc.$(A)", VARIABLES)).isEqualTo("x.svc.x");
    }

    @Test
    void leavesWhatIsUnknownAndWhatIsNoReference() {
        assertThat(VariableExpansion.expand("$(C) $A ${A} $", VARIABLES)).isEqualTo("$(C) $A ${A} $");
    }

    @Test
    void twoDollarsAreOne() {
        assertThat(VariableExpansion.expand("$$(A) $$", VARIABLES)).isEqualTo("$(A) $");
    }

    @Test
    void doesNotExpandWhatWasInserted() {
        assertThat(VariableExpansion.expand("$(B)", VARIABLES)).isEqualTo("$(A)$1");
    }
}
