package dev.numaflow.isbsvc.local.faults;

import java.util.function.Function;

/**
 * One way through a scenario.
 *
 * @param seed says what happens
 * @param namespace of its world
 * @param replays whether all events come once more in the end
 * @param periods how many of repair are waited for
 * @param calls how functions are reached
 */
record Run(
        long seed,
        String namespace,
        FaultInjection faults,
        boolean replays,
        int periods,
        Function<SimulatedCluster, Calls> calls) {

    /** Within which everything must be as it should. */
    static final int PERIODS = 2;

    /** Nothing goes wrong. */
    static Run undisturbed(long seed, Function<SimulatedCluster, Calls> calls) {
        return new Run(seed, "l%06da".formatted(seed), FaultInjection.UNDISTURBED, false, PERIODS, calls);
    }

    /** Whatever may go wrong does; after one seed of four all events come once more. */
    static Run disturbed(long seed, FaultInjection faults, Function<SimulatedCluster, Calls> calls) {
        return new Run(seed, "l%06db".formatted(seed), faults, seed % 4 == 1, PERIODS, calls);
    }

    /** The same where nobody repairs. */
    Run unrepaired() {
        return new Run(seed, namespace, faults, replays, 0, calls);
    }
}
