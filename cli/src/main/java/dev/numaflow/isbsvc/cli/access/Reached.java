package dev.numaflow.isbsvc.cli.access;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The result of a request: a value, or the reason why there is none, so that reports show what is not known.
 *
 * @param value null where there is none
 * @param why null where there is a value; else a sentence without the name of the requested object
 */
public record Reached<T>(T value, String why) {

    public static <T> Reached<T> of(T value) {
        return new Reached<>(value, null);
    }

    public static <T> Reached<T> not(String why) {
        return new Reached<>(null, why);
    }

    /** Whether there is a value. */
    public boolean came() {
        return why == null;
    }

    /** Maps the value; keeps the reason where there is none. */
    public <R> Reached<R> map(Function<T, R> change) {
        return came() ? of(change.apply(value)) : not(why);
    }

    /** Maps the value to the result of a further request. */
    public <R> Reached<R> then(Function<T, Reached<R>> next) {
        return came() ? next.apply(value) : not(why);
    }

    /** The value, or a fallback once the reason has been reported. */
    public T orElse(T other, Consumer<String> report) {
        if (!came()) {
            report.accept(why);
            return other;
        }
        return value;
    }
}
