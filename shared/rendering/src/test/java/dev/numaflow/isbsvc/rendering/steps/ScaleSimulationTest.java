package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Invariants 1, 8 and 13 of a change of the number of nodes: whatever events, crashes and changes of mind come in whatever order, no node
 * goes while a stream needs it, none comes back with what it had when it was removed, and once they end, so do the steps.
 */
class ScaleSimulationTest {

    private static final int RUNS = 10_000;
    private static final int EVENTS = 120;

    @Test
    void neverStopsANodeThatIsNeededNorStartsOneWithWhatItHadBefore() {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            ScaleSimulation scaling = new ScaleSimulation(random, true);
            for (int event = 0; event < EVENTS; event++) {
                happens(scaling, random);
            }
            assertThat(ends(scaling)).as("it ends, seed %d: %s", seed, scaling).isTrue();
        }
    }

    @Test
    void failsWithoutTheGate() {
        Random random = new Random(1);

        assertThatThrownBy(() -> {
                    for (int run = 0; run < RUNS; run++) {
                        ScaleSimulation scaling = new ScaleSimulation(random, false);
                        for (int event = 0; event < EVENTS; event++) {
                            happens(scaling, random);
                        }
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("goes, and");
    }

    private static void happens(ScaleSimulation scaling, Random random) {
        switch (random.nextInt(24)) {
            case 0 -> scaling.changeMind();
            case 1 -> scaling.crash();
            case 2 -> scaling.storeFive();
            case 3, 4, 5 -> scaling.see();
            case 6, 7, 8 -> scaling.control();
            case 9 -> scaling.step(true);
            case 10, 11, 12, 13, 14, 15 -> scaling.step(false);
            default -> scaling.progress();
        }
    }

    private static boolean ends(ScaleSimulation scaling) {
        for (int i = 0; i < 4_000 && !scaling.isDone(); i++) {
            scaling.see();
            scaling.control();
            for (int moment = 0; moment < 20; moment++) {
                scaling.progress();
            }
            scaling.step(false);
        }
        return scaling.isDone();
    }
}
