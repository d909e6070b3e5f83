package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One of a few values: Numaflow's configuration has the number, JetStream's API the word. */
public interface Choice {

    String name();

    int ordinal();

    /** As JetStream's API writes it. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule that accepts the number and the word, in any case. */
    static <C extends Choice> Rule<C> of(C[] choices) {
        String allowed = Arrays.stream(choices)
                .map(choice -> choice.ordinal() + " or " + choice.word())
                .collect(Collectors.joining(", "));
        return scalar -> Arrays.stream(choices)
                .filter(choice -> scalar.text().equalsIgnoreCase(choice.word())
                        || scalar.text().equals("" + choice.ordinal()))
                .findFirst()
                .map(Parsed::of)
                .orElseGet(() -> scalar.refused(allowed));
    }
}
