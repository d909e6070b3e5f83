package dev.numaflow.isbsvc.local.luck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1, 2 and 8: whatever is lost, repeated, delayed or killed on the way, two periods later everything is as if nothing had
 * been, a further period writes nothing, and an old event that comes again does no harm. {@code -Dluck.seeds=5000} for more,
 * {@code -Dluck.from=201} for others, {@code -Dluck.seed=42} for one.
 */
class LuckIT {

    private static final int SEEDS = Integer.getInteger("luck.seeds", 200);

    @TempDir
    static Path folder;

    private static Laboratory laboratory;

    @BeforeAll
    static void build() throws Exception {
        laboratory = new Laboratory(folder);
    }

    @AfterAll
    static void demolish() throws Exception {
        laboratory.close();
    }

    @Test
    void theEndDoesNotDependOnLuck() {
        List<String> failures = new ArrayList<>();
        Integer only = Integer.getInteger("luck.seed");
        int first = only == null ? Integer.getInteger("luck.from", 1) : only;
        for (int seed = first; seed <= (only == null ? SEEDS : only); seed++) {
            String failure = Comparison.of(disturbed(seed), laboratory).failure();
            if (!failure.isEmpty()) {
                failures.add(failure);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A test that cannot fail is worth nothing: where nobody repairs, luck decides. */
    @Test
    void withoutRepairItDoes() {
        assertThat(Comparison.of(disturbed(10).unrepaired(), laboratory).failure())
                .contains("differs");
    }

    private static Run disturbed(long seed) {
        return Run.disturbed(seed, Luck.of(seed), laboratory::callsHere);
    }
}
