package dev.numaflow.isbsvc.runtime.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Takes one step for each of many things, a few at a time, and lets all of them finish: one that fails stops no other.
 *
 * @param done what the steps that succeeded led to, in the order of the things
 * @param failures of the others
 */
public record SideBySide<R>(List<R> done, List<RuntimeException> failures) {

    /** Below four the servers of a cluster wait for us, above eight they get in each other's way. */
    private static final int OF_A_CLUSTER = 8;

    /** A server alone answers each request at once: what takes its time is the way there and back. */
    private static final int OF_ONE_SERVER = 16;

    public static <T, R> SideBySide<R> each(List<T> things, Function<T, R> step) {
        return each(things, OF_A_CLUSTER, step);
    }

    /** How many requests at a time so many servers take best, as {@code BufferBenchmark} measures it. */
    public static int width(int servers) {
        return servers == 1 ? OF_ONE_SERVER : OF_A_CLUSTER;
    }

    /** The same with another number at a time. */
    public static <T, R> SideBySide<R> each(List<T> things, int width, Function<T, R> step) {
        if (things.isEmpty()) {
            return new SideBySide<>(List.of(), List.of());
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(width, things.size()));
        try {
            List<Future<R>> futures = new ArrayList<>();
            things.forEach(thing -> futures.add(threads.submit(() -> step.apply(thing))));
            return collect(futures);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Throws the first failure, if there is one, with the others attached. */
    public void throwFirstFailure() {
        if (failures.isEmpty()) {
            return;
        }
        RuntimeException first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        throw first;
    }

    private static <R> SideBySide<R> collect(List<Future<R>> futures) {
        List<R> done = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (Future<R> future : futures) {
            try {
                done.add(future.get());
            } catch (ExecutionException e) {
                failures.add(
                        e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new IllegalStateException(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NatsUnavailable("interrupted while waiting for the others", e);
            }
        }
        return new SideBySide<>(done, failures);
    }
}
