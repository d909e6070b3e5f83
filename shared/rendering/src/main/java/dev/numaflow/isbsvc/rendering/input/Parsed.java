package dev.numaflow.isbsvc.rendering.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The result of reading an input: a value, or every reason why there is none, never both.
 *
 * @param <T> the type of the value
 */
public final class Parsed<T> {

    private final T value;
    private final List<Violation> violations;

    private Parsed(T value, List<Violation> violations) {
        this.value = value;
        this.violations = List.copyOf(violations);
    }

    /** A valid input and its value. */
    public static <T> Parsed<T> of(T value) {
        return new Parsed<>(Objects.requireNonNull(value), List.of());
    }

    /** The value, unless there are violations. */
    public static <T> Parsed<T> of(T value, List<Violation> violations) {
        return violations.isEmpty() ? of(value) : refused(violations);
    }

    /** An invalid input, with all violations. */
    public static <T> Parsed<T> refused(List<Violation> violations) {
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("a refusal needs a reason");
        }
        return new Parsed<>(null, violations);
    }

    /** An invalid input, with one violation. */
    public static <T> Parsed<T> refused(Violation violation) {
        return refused(List.of(violation));
    }

    public boolean isGood() {
        return violations.isEmpty();
    }

    /** The value; only valid input has one. */
    public T value() {
        if (!isGood()) {
            throw new IllegalStateException("refused: " + violations);
        }
        return value;
    }

    /** Every violation; empty for valid input. */
    public List<Violation> violations() {
        return violations;
    }

    public <R> Parsed<R> map(Function<T, R> next) {
        return isGood() ? of(next.apply(value)) : refused(violations);
    }

    /** Continues with a step that may refuse as well. */
    public <R> Parsed<R> then(Function<T, Parsed<R>> next) {
        return isGood() ? next.apply(value) : refused(violations);
    }

    /** Joins two inputs that were read independently, and keeps the violations of both. */
    public <U, R> Parsed<R> and(Parsed<U> other, BiFunction<T, U, R> join) {
        if (isGood() && other.isGood()) {
            return of(join.apply(value, other.value));
        }
        List<Violation> all = new ArrayList<>(violations);
        all.addAll(other.violations);
        return refused(all);
    }
}
