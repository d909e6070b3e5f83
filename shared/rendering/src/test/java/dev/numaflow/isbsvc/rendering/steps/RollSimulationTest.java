package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Invariants 1, 8 and 13 of a roll: whatever events, crashes and changes of mind come in whatever order, no node goes while another one
 * lacks something, or with the only copy of a message, unless that came about after the last look; and once they end, the roll ends too.
 */
class RollSimulationTest {

    private static final int RUNS = 20_000;
    private static final int EVENTS = 80;

    @Test
    void neverReplacesANodeWhileAnotherOneIsNotComplete() {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            RollSimulation roll = new RollSimulation(random.nextBoolean() ? 3 : 5, random, true);
            for (int event = 0; event < EVENTS; event++) {
                happens(roll, random);
            }
            assertThat(ends(roll)).as("a roll ends, seed " + seed).isTrue();
        }
    }

    /** Whether the steps are needed: the controller alone takes the next node as soon as the one before is ready. */
    @Test
    void theControllerAloneReplacesThemWhileOthersAreNotComplete() {
        Random random = new Random(1);

        assertThatThrownBy(() -> {
                    for (int run = 0; run < RUNS; run++) {
                        RollSimulation roll = new RollSimulation(3, random, false);
                        for (int event = 0; event < EVENTS; event++) {
                            happens(roll, random);
                        }
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is not complete");
    }

    private static void happens(RollSimulation roll, Random random) {
        switch (random.nextInt(28)) {
            case 0 -> roll.changeTemplate();
            case 1 -> roll.crash();
            case 24, 25 -> roll.restart();
            case 26 -> roll.storeOnce();
            case 27 -> roll.deleteSingle();
            case 2, 3, 4, 5 -> roll.see();
            case 6, 7, 8, 9, 10 -> roll.control();
            case 11, 12, 13, 14, 15 -> roll.step();
            default -> roll.progress();
        }
    }

    private static boolean ends(RollSimulation roll) {
        roll.deleteSingle();
        for (int i = 0; i < 2_000 && !roll.isDone(); i++) {
            roll.see();
            roll.control();
            roll.progress();
            roll.step();
        }
        return roll.isDone();
    }
}
