package dev.numaflow.isbsvc.local.faults;

import java.util.function.Consumer;

/**
 * Something that happens.
 *
 * @param name in words, for the story of a seed
 * @param afterRest whether it only means the same in every run when all before it is done: what a running service does with a
 *     change depends on what runs
 */
record Step(String name, boolean afterRest, Consumer<SimulatedCluster> what) {

    @Override
    public String toString() {
        return afterRest ? "(rest) " + name : name;
    }
}
