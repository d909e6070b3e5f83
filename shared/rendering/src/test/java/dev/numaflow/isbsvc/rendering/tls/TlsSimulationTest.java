package dev.numaflow.isbsvc.rendering.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.model.TlsMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In any order of restarts, reloads, crashes, clients and changes of mind, a client that does as the status tells is accepted by every node,
 * and so is everyone who is connected (invariant 9); and every change comes to its end.
 */
class TlsSimulationTest {

    private static final int EVENTS = 400;
    private static final int MOST_STEPS = 200;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void noClientIsEverRefused(int nodes) {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            TlsSimulation world = new TlsSimulation(nodes);
            for (int i = 0; i < EVENTS; i++) {
                happens(world, random);
                assertThat(world.refused())
                        .as("seed %d, event %d: %s", seed, i, world)
                        .isEmpty();
            }
            assertEnds(world, seed);
        }
    }

    private static void happens(TlsSimulation world, Random random) {
        int node = random.nextInt(world.size());
        switch (random.nextInt(8)) {
            case 0 -> world.reload(node);
            case 1 -> world.roll();
            case 2 -> world.crash(node);
            case 3 -> world.startClient(node);
            case 4 -> world.restartClient(random);
            case 5 -> {
                if (random.nextInt(12) == 0) {
                    world.ask(random.nextBoolean());
                }
            }
            default -> world.step(random.nextInt(20) == 0);
        }
    }

    private static void assertEnds(TlsSimulation world, long seed) {
        Random orderly = new Random(seed);
        for (int i = 0; i < MOST_STEPS && !world.isFinished(); i++) {
            world.step(false);
            world.roll();
            if (i % 50 == 49) {
                world.deletePodsAsAdvised();
            }
            for (int node = 0; node < world.size(); node++) {
                world.reload(node);
            }
            world.restartClient(orderly);
            assertThat(world.refused())
                    .as("seed %d at the end: %s", seed, world)
                    .isEmpty();
        }
        assertThat(world.isFinished()).as("seed %d: %s", seed, world).isTrue();
        assertThat(List.of(TlsMode.OFF, TlsMode.REQUIRED)).contains(world.mode());
    }
}
