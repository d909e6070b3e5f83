package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Invariants 1 and 8 of volumes that grow: whatever crashes, failures of the resizer and changes of mind come in whatever order, no claim
 * asks for less than it has, the StatefulSet never says more than every claim has, nobody ever finds neither it nor its record; and once
 * the user knows what they want and volumes are resized, it is so.
 */
class VolumeSimulationTest {

    private static final int RUNS = 300;
    private static final int EVENTS = 60;

    @Test
    void growsThroughCrashesFailuresAndChangesOfMind() {
        long seed = Long.getLong("steps.seed", System.nanoTime());
        System.out.println("steps.seed=" + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            VolumeSimulation volumes = new VolumeSimulation(random);
            for (int event = 0; event < EVENTS; event++) {
                happens(volumes, random);
            }
            volumes.want(VolumeSimulation.LARGEST);
            assertThat(ends(volumes)).as("seed %d: %s", seed, volumes).isTrue();
        }
    }

    private static void happens(VolumeSimulation volumes, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> volumes.changeMind();
            case 1, 2 -> volumes.collect();
            case 3, 4, 5 -> volumes.resize(true);
            default -> volumes.run(random.nextInt(4));
        }
    }

    private static boolean ends(VolumeSimulation volumes) {
        for (int event = 0; event < EVENTS * 4 && !volumes.isDone(); event++) {
            volumes.collect();
            volumes.resize(false);
            volumes.run(Integer.MAX_VALUE);
        }
        return volumes.isDone();
    }
}
