package dev.numaflow.isbsvc.local.luck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1, 2 and 8: whatever is lost, repeated, delayed or killed on the way, two periods later everything is as if nothing had
 * been, a further period writes nothing, and an old event that comes again does no harm. {@code -Dluck.seeds=5000} for more,
 * {@code -Dluck.from=201} for others, {@code -Dluck.seed=42} for one. One half of the seeds each, so that two JVMs share them.
 */
abstract class LuckOfSeeds {

    @TempDir
    static Path folder;

    private static Laboratory laboratory;

    private final int remainder;

    /** @param remainder of a seed divided by two */
    LuckOfSeeds(int remainder) {
        this.remainder = remainder;
    }

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
        List<String> failures = seeds().filter(seed -> seed % 2 == remainder)
                .mapToObj(LuckOfSeeds::failure)
                .filter(failure -> !failure.isEmpty())
                .toList();

        assertThat(failures).isEmpty();
    }

    private static IntStream seeds() {
        Integer only = Integer.getInteger("luck.seed");
        return only == null
                ? IntStream.rangeClosed(Integer.getInteger("luck.from", 1), Integer.getInteger("luck.seeds", 200))
                : IntStream.of(only);
    }

    private static String failure(int seed) {
        return failure(disturbed(seed));
    }

    /** How its end differs from that without any luck; empty where it does not. */
    static String failure(Run run) {
        return Comparison.of(run, laboratory).failure();
    }

    static Run disturbed(long seed) {
        return Run.disturbed(seed, Luck.of(seed), laboratory::callsHere);
    }
}
