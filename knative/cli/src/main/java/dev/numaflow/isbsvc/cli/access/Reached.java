package dev.numaflow.isbsvc.cli.access;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What was asked for: it came, or it did not and why. Whoever shows it is thereby honest about what is not known.
 *
 * @param value null where nothing came
 * @param why null where it came; else a sentence without the name of what was asked for
 */
public record Reached<T>(T value, String why) {

    public static <T> Reached<T> of(T value) {
        return new Reached<>(value, null);
    }

    public static <T> Reached<T> not(String why) {
        return new Reached<>(null, why);
    }

    /** Whether it came. */
    public boolean came() {
        return why == null;
    }

    /** The same of something made from it; the reason stays where nothing came. */
    public <R> Reached<R> map(Function<T, R> change) {
        return came() ? of(change.apply(value)) : not(why);
    }

    /** Goes on with a further question. */
    public <R> Reached<R> then(Function<T, Reached<R>> next) {
        return came() ? next.apply(value) : not(why);
    }

    /** The value, or what stands in for it once the reason has been told. */
    public T orElse(T other, Consumer<String> tell) {
        if (!came()) {
            tell.accept(why);
            return other;
        }
        return value;
    }
}
