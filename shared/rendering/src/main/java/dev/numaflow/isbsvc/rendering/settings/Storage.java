package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.util.Locale;

/** Where a stream keeps its messages: Numaflow writes the number, JetStream the word. */
public enum Storage {
    FILE,
    MEMORY;

    private static final String ALLOWED = "0 or file, 1 or memory";

    static Parsed<Storage> read(Scalar scalar) {
        for (Storage storage : values()) {
            if (scalar.text().equalsIgnoreCase(storage.word()) || scalar.text().equals("" + storage.number())) {
                return Parsed.of(storage);
            }
        }
        return scalar.refused(ALLOWED);
    }

    /** As JetStream's API writes it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As Numaflow's configuration writes it. */
    public int number() {
        return ordinal();
    }
}
