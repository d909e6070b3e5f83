package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Objects;

/**
 * What the policy says of one field.
 *
 * @param field below {@code spec.jetstream}
 * @param held how to hold a change of it; null where a change is simply rendered
 */
public record Line(String field, Effect effect, Held held) {

    Line(String field, Effect effect) {
        this(field, effect, null);
    }

    String path() {
        return "spec.jetstream." + field;
    }

    /** Whether the field differs, and the difference must not reach the servers. What runs unknown is no difference. */
    boolean holds(ValidService wanted, RunningService running) {
        if (held == null) {
            return false;
        }
        Object runs = held.running().apply(running);
        return runs != null && !Objects.equals(runs, held.wanted().apply(wanted));
    }
}
