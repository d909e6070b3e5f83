package dev.numaflow.isbsvc.runtime.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Runs one step for each of many things, a few at a time, and lets all of them finish: a failure stops no other.
 *
 * @param done the results of the steps that succeeded, in the order of the things
 * @param failures of the others
 */
public record BoundedParallel<R>(List<R> done, List<RuntimeException> failures) {

    /** Below four requests the servers of a cluster are idle at times, above eight they slow each other down. */
    private static final int OF_A_CLUSTER = 8;

    /** A single server answers each request at once: with this many pending it is never idle, and more gain nothing. */
    private static final int OF_ONE_SERVER = 64;

    /** The best number of concurrent requests for so many servers, as measured by {@code BufferBenchmark}. */
    public static int width(int servers) {
        return servers == 1 ? OF_ONE_SERVER : OF_A_CLUSTER;
    }

    /** No step ran, and so none failed. */
    public static <R> BoundedParallel<R> nothing() {
        return new BoundedParallel<>(List.of(), List.of());
    }

    /** With a thread for each of a few at a time: for steps that block. */
    public static <T, R> BoundedParallel<R> each(List<T> things, Function<T, R> step) {
        return each(things, OF_A_CLUSTER, step);
    }

    /** The same with another limit. */
    public static <T, R> BoundedParallel<R> each(List<T> things, int width, Function<T, R> step) {
        if (things.isEmpty()) {
            return nothing();
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

    /** Without threads: a step sends a request, and continues when the answer arrives. At most so many steps are pending at a time. */
    public static <T, R> BoundedParallel<R> inFlight(
            List<T> things, int width, Function<T, CompletableFuture<R>> step) {
        Semaphore places = new Semaphore(width);
        List<Future<R>> futures = new ArrayList<>();
        for (T thing : things) {
            acquire(places);
            futures.add(started(step, thing).whenComplete((done, failure) -> places.release()));
        }
        return collect(futures);
    }

    /** The same with one more failure, of what was not even started. */
    public BoundedParallel<R> andFailed(RuntimeException failure) {
        List<RuntimeException> all = new ArrayList<>(failures);
        all.add(failure);
        return new BoundedParallel<>(done, all);
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

    private static void acquire(Semaphore places) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while waiting for the others", e);
        }
    }

    private static <T, R> CompletableFuture<R> started(Function<T, CompletableFuture<R>> step, T thing) {
        try {
            return step.apply(thing);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <R> BoundedParallel<R> collect(List<Future<R>> futures) {
        List<R> done = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (Future<R> future : futures) {
            try {
                done.add(Futures.await(future, "the others"));
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        return new BoundedParallel<>(done, failures);
    }
}
