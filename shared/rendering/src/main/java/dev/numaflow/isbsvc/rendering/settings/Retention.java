package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.util.Locale;

/** When a stream deletes its messages: Numaflow writes the number, JetStream the word. */
public enum Retention {
    LIMITS,
    INTEREST,
    WORKQUEUE;

    private static final String ALLOWED = "0 or limits, 1 or interest, 2 or workqueue";

    static Parsed<Retention> read(Scalar scalar) {
        for (Retention retention : values()) {
            if (scalar.text().equalsIgnoreCase(retention.word())
                    || scalar.text().equals("" + retention.number())) {
                return Parsed.of(retention);
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
