package dev.numaflow.isbsvc.local.faults;

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
 * been, a further period writes nothing, and an old event that comes again does no harm. {@code -Dfaults.seeds=5000} for more,
 * {@code -Dfaults.from=201} for others, {@code -Dfaults.seed=42} for one. One half of the seeds each, so that two JVMs share them.
 */
abstract class FaultInjectionOfSeeds {

    @TempDir
    static Path folder;

    private static FaultInjectionTestbed laboratory;

    private final int remainder;

    /** @param remainder of a seed divided by two */
    FaultInjectionOfSeeds(int remainder) {
        this.remainder = remainder;
    }

    @BeforeAll
    static void build() throws Exception {
        laboratory = new FaultInjectionTestbed(folder);
    }

    @AfterAll
    static void demolish() throws Exception {
        laboratory.close();
    }

    @Test
    void theEndStateDoesNotDependOnFaults() {
        List<String> failures = seeds().filter(seed -> seed % 2 == remainder)
                .mapToObj(FaultInjectionOfSeeds::failure)
                .filter(failure -> !failure.isEmpty())
                .toList();

        assertThat(failures).isEmpty();
    }

    private static IntStream seeds() {
        Integer only = Integer.getInteger("faults.seed");
        return only == null
                ? IntStream.rangeClosed(Integer.getInteger("faults.from", 1), Integer.getInteger("faults.seeds", 200))
                : IntStream.of(only);
    }

    private static String failure(int seed) {
        return failure(disturbed(seed));
    }

    /** How its end differs from that without any fault; empty where it does not. */
    static String failure(Run run) {
        return Comparison.of(run, laboratory).failure();
    }

    static Run disturbed(long seed) {
        return Run.disturbed(seed, FaultInjection.of(seed), laboratory::callsHere);
    }
}
