package dev.numaflow.isbsvc.local.luck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1, 2 and 8: whatever is lost, repeated, delayed or killed on the way, two periods later everything is as if nothing had
 * been, a further period writes nothing, and an old event that comes again does no harm. {@code -Dluck.seeds=5000} for more,
 * {@code -Dluck.seed=42} for one.
 */
class LuckIT {

    private static final int SEEDS = Integer.getInteger("luck.seeds", 40);
    private static final int PERIODS = 2;

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
        for (int seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            String failure = failure(seed, PERIODS);
            if (!failure.isEmpty()) {
                failures.add(failure);
            }
        }
        assertThat(failures).isEmpty();
    }

    /** A test that cannot fail is worth nothing: where nobody repairs, luck decides. */
    @Test
    void withoutRepairItDoes() {
        assertThat(failure(10, 0)).contains("differs");
    }

    private static String failure(int seed, int periods) {
        List<Act> acts = Scenario.of(seed);
        Luck luck = Luck.of(seed);
        Laboratory.Outcome calm =
                laboratory.run("l%06da".formatted(seed), acts, Luck.UNDISTURBED, seed, false, PERIODS);
        Laboratory.Outcome disturbed =
                laboratory.run("l%06db".formatted(seed), acts, luck, seed, seed % 4 == 1, periods);
        List<String> found = new ArrayList<>(differences(calm.end(), disturbed.end()));
        calm.restless().forEach(what -> found.add("undisturbed, and still: " + what));
        disturbed.restless().forEach(what -> found.add("disturbed, and still: " + what));
        return found.isEmpty()
                ? ""
                : "seed " + seed + " " + luck + "\n  " + acts + "\n  " + String.join("\n  ", found) + "\n  "
                        + disturbed.notes();
    }

    private static List<String> differences(Map<String, String> calm, Map<String, String> disturbed) {
        TreeSet<String> names = new TreeSet<>(calm.keySet());
        names.addAll(disturbed.keySet());
        return names.stream()
                .filter(name -> !calm.getOrDefault(name, "absent").equals(disturbed.getOrDefault(name, "absent")))
                .map(name -> name + " differs: "
                        + EndState.difference(
                                calm.getOrDefault(name, "absent"), disturbed.getOrDefault(name, "absent")))
                .toList();
    }
}
