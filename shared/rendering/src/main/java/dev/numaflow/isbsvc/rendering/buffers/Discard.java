package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.numaflow.isbsvc.rendering.settings.Retention;
import java.util.Locale;

/** What a full stream does with the next message. */
public enum Discard {
    OLD,
    NEW;

    /**
     * A buffer that keeps messages until they are acknowledged rejects new ones, which causes back pressure; one with limits
     * retention would reject forever, so it drops old ones.
     */
    static Discard of(Retention retention) {
        return retention == Retention.LIMITS ? OLD : NEW;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
