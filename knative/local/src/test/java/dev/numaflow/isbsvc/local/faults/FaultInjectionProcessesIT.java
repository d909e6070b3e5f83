package dev.numaflow.isbsvc.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1, 2 and 8, as in {@link FaultInjectionOfSeeds}, with functions as they are packaged: they lose events, and their processes are killed in
 * any call of the API server or of nats-servers. {@code -Dfaults.processes=100} for more seeds.
 */
class FaultInjectionProcessesIT {

    private static final int SEEDS = Integer.getInteger("faults.processes", 10);
    private static final int KILLED = 8;

    /** Every function makes more calls than this where it does anything at all. */
    private static final int SHORT_LIFE = 6;

    @TempDir
    static Path folder;

    @Test
    void theEndDoesNotDependOnTheDeathOfProcesses() throws Exception {
        Set<String> deaths = new TreeSet<>();
        try (FaultInjectionTestbed laboratory = new FaultInjectionTestbed(folder);
                FunctionProcesses processes = laboratory.processes()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                Random random = new Random(seed);
                FaultInjection faults = FaultInjection.of(seed).killing(KILLED);
                Run run = Run.disturbed(seed, faults, world -> mortal(processes.in(world), deaths, random));
                assertThat(Comparison.of(run, laboratory).failure()).isEmpty();
            }
            System.out.println(processes.started() + " processes, killed: " + deaths);
        }
        assertThat(deaths).as("functions that died on the way").hasSize(7);
    }

    /** Whoever has not died in any seed so far dies early, whenever it is called. */
    private static Calls mortal(Calls calls, Set<String> deaths, Random random) {
        return new Calls() {
            @Override
            public Optional<Message> call(String function, Message message, int life) {
                boolean dies = life == IMMORTAL && !deaths.contains(function);
                try {
                    return calls.call(function, message, dies ? random.nextInt(SHORT_LIFE) : life);
                } catch (ProcessKilled death) {
                    deaths.add(function);
                    throw death;
                }
            }

            @Override
            public List<Message> posted() {
                return calls.posted();
            }

            @Override
            public void pass(Duration time) {
                calls.pass(time);
            }
        };
    }
}
