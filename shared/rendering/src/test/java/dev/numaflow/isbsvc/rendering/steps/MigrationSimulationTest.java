package dev.numaflow.isbsvc.rendering.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariants 1, 8 and 13 of a change of encryption: whatever is lost, dies or changes its mind between whichever requests, no server starts
 * with another encryption than its disk has, at most one node is not complete, and it ends with what was asked for last.
 */
class MigrationSimulationTest {

    private static final int RUNS = 40_000;
    private static final int EVENTS = 120;

    /** @param withMeddler whether somebody deletes claims by hand, which may cost copies */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noNodeEverStartsWithAnotherEncryptionThanItsDiskHas(boolean withMeddler) {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            MigrationSimulation nodes = new MigrationSimulation(random.nextBoolean() ? 3 : 5, random, true, true);
            for (int event = 0; event < EVENTS; event++) {
                happens(nodes, random);
                if (withMeddler && random.nextInt(60) == 0) {
                    nodes.deleteClaim();
                }
            }
            assertThat(withMeddler || ends(nodes)).as("it ends, seed " + seed).isTrue();
        }
    }

    /** With one node as with more, and whenever the approval is withdrawn: after the first disk went there is no way back but the end. */
    @Test
    void whatIsGivenUpGoesOnlyWhileThatIsApproved() {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS / 4; run++) {
            MigrationSimulation nodes = MigrationSimulation.givingUp(random.nextBoolean() ? 1 : 3, random);
            for (int event = 0; event < EVENTS; event++) {
                happens(nodes, random);
                if (random.nextInt(20) == 0) {
                    nodes.changeApproval();
                }
            }
            nodes.approve();
            assertThat(ends(nodes)).as("it ends, seed " + seed).isTrue();
        }
    }

    /**
     * Whether the claims have to go, since the roll alone restarts a node on the disk that it has; and to be held, since a controller that has
     * not seen the partition makes the next pod from the template before, which writes the new disk.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutDeletingAndHoldingTheClaimItDoes(boolean withClaims) {
        Random random = new Random(1);

        assertThatThrownBy(() -> {
                    for (int run = 0; run < RUNS; run++) {
                        MigrationSimulation nodes = new MigrationSimulation(3, random, withClaims, false);
                        for (int event = 0; event < EVENTS; event++) {
                            happens(nodes, random);
                        }
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("starts with another encryption than its disk has");
    }

    private static void happens(MigrationSimulation nodes, Random random) {
        switch (random.nextInt(30)) {
            case 0 -> nodes.changeMind();
            case 1 -> nodes.crash();
            case 2 -> nodes.restart();
            case 3, 4, 5, 6 -> nodes.see();
            case 7, 8, 9, 10, 11 -> nodes.control();
            case 12, 13, 14, 15, 16 -> nodes.step();
            default -> nodes.progress();
        }
    }

    private static boolean ends(MigrationSimulation nodes) {
        for (int i = 0; i < 6_000 && !nodes.isDone(); i++) {
            nodes.see();
            nodes.control();
            nodes.progress();
            nodes.step();
        }
        return nodes.isDone();
    }
}
