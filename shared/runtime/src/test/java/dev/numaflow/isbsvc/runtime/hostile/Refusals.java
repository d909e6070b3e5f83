package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import net.jqwik.api.statistics.Statistics;

/** Whether an input was refused, and that a refusal says what a person needs to know. */
public final class Refusals {

    private static final String TAKEN = "taken";
    private static final String REFUSED = "refused";

    private static final int LONGEST_REASON = 2_000;

    private Refusals() {}

    /** Whether it was; each reason is one that a person understands. */
    static boolean isRefused(Parsed<?> parsed) {
        assertThat(parsed.violations()).allSatisfy(Refusals::isReported);
        count(parsed.isGood());
        return !parsed.isGood();
    }

    /** Shows how many inputs of a property were taken. One that takes none of them would prove nothing, and fails. */
    public static void count(boolean taken) {
        Statistics.collect(taken ? TAKEN : REFUSED);
        Statistics.coverage(checked -> checked.check(TAKEN).count(number -> number > 0));
    }

    private static void isReported(Violation violation) {
        assertThat(violation.path()).isNotBlank();
        assertThat(violation.found()).isNotBlank();
        assertThat(violation.allowed()).isNotBlank();
        assertThat(violation.toString()).hasSizeLessThan(LONGEST_REASON);
    }
}
