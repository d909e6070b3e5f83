package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariants 1, 7 and 8 of a change of encryption with one node whose data is copied aside: whatever dies, is lost or changes its mind between
 * whichever requests, everything that was written is somewhere, and ends on the node.
 */
class CopySimulationTest {

    private static final int RUNS = 5_000;
    private static final int EVENTS = 250;

    @ParameterizedTest(name = "from one node to more: {0}")
    @ValueSource(booleans = {false, true})
    void whatWasWrittenIsAlwaysSomewhereAndEndsOnTheNode(boolean fromOne) {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            CopySimulation service = new CopySimulation(random, CopySimulation.Without.NOTHING, fromOne);
            for (int event = 0; event < EVENTS; event++) {
                happens(service, random);
            }
            assertThat(ends(service)).as("it ends, seed %s: %s", seed, service).isTrue();
        }
    }

    /** Whether copies have to be compared at all, streams to be closed, and what a copy lists to be recorded. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void withoutAnyOfWhatItDoesItIsNot(CopySimulation.Without without) {
        Random random = new Random(1);
        boolean fromOne = without == CopySimulation.Without.RESTARTING_OTHERS;

        assertThatThrownBy(() -> {
                    for (int run = 0; run < RUNS; run++) {
                        CopySimulation service = new CopySimulation(random, without, fromOne);
                        for (int event = 0; event < EVENTS; event++) {
                            happens(service, random);
                        }
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is lost");
    }

    private static void happens(CopySimulation service, Random random) {
        switch (random.nextInt(60)) {
            case 0 -> service.changeMind();
            case 1 -> service.crash();
            case 2 -> service.changeApproval();
            case 3 -> service.changePause();
            case 4 -> service.create();
            case 5, 6, 7 -> service.write();
            case 8, 9, 10, 11, 12 -> service.control();
            case 13, 14, 15, 16, 17, 18, 19 -> service.progress();
            case 20 -> service.read();
            case 21 -> service.restartCopy();
            case 22, 23 -> service.write();
            case 24 -> service.deleteClaim();
            case 25 -> service.crashOther();
            default -> service.step();
        }
    }

    private static boolean ends(CopySimulation service) {
        for (int i = 0; i < 3_000 && !service.isDone(); i++) {
            service.help();
            service.control();
            service.progress();
            service.step();
        }
        return service.isDone();
    }
}
