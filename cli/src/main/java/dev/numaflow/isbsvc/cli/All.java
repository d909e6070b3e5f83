package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;
import java.util.function.Function;

/** Reads many values: returns all of them, or every violation of any. */
final class All {

    private All() {}

    static <S, T> Parsed<List<T>> of(List<S> sources, Function<S, Parsed<T>> read) {
        List<Parsed<T>> results = sources.stream().map(read).toList();
        List<Violation> violations =
                results.stream().flatMap(result -> result.violations().stream()).toList();
        return violations.isEmpty()
                ? Parsed.of(results.stream().map(Parsed::value).toList())
                : Parsed.refused(violations);
    }
}
