package dev.numaflow.isbsvc.runtime.cluster;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes one object again when others have changed it since it was read, a limited number of times (invariant 5): the broker
 * delivers the event again after that.
 */
public final class OptimisticUpdate {

    private OptimisticUpdate() {}

    /** @param attempt reads and writes; nothing where the object changed in between */
    public static <T> T of(ObjectRef ref, Supplier<Optional<T>> attempt) {
        return of(ref, attempt, () -> attempt, Supplier::get);
    }

    /**
     * The same that starts with an object as it was read last.
     *
     * @param read reads it again
     */
    public static <R, T> T of(ObjectRef ref, R first, Supplier<R> read, Function<R, Optional<T>> attempt) {
        Optional<T> result = attempt.apply(first);
        for (int attempts = 1; result.isEmpty() && attempts < ConflictException.MAX_ATTEMPTS; attempts++) {
            result = attempt.apply(read.get());
        }
        return result.orElseThrow(() -> new ConflictException(ref));
    }
}
