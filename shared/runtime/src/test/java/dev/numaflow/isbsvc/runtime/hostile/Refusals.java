package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import net.jqwik.api.statistics.Statistics;

/** Whether an input was refused, and that a refusal says what a person needs to know. */
final class Refusals {

    static final String TAKEN = "taken";
    static final String REFUSED = "refused";

    private static final int LONGEST_REASON = 2_000;

    private Refusals() {}

    /** Each property shows how many of its inputs went on to those who have the last word. */
    static boolean isRefused(Parsed<?> parsed) {
        assertThat(parsed.violations()).allSatisfy(Refusals::isTold);
        Statistics.collect(parsed.isGood() ? TAKEN : REFUSED);
        return !parsed.isGood();
    }

    private static void isTold(Violation violation) {
        assertThat(violation.path()).isNotBlank();
        assertThat(violation.found()).isNotBlank();
        assertThat(violation.allowed()).isNotBlank();
        assertThat(violation.toString()).hasSizeLessThan(LONGEST_REASON);
    }
}
