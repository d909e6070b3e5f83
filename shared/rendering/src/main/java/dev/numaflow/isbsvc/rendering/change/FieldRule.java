package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Objects;

/**
 * The policy for a change of one field. A field may have several rules; the first that applies decides.
 *
 * @param path of the field, in the resource or in the controller's configuration
 * @param places where a change shows in the pod template, below {@code spec.template}; empty where {@code values} decide
 * @param values how its two values are read; null where the template decides
 * @param held how and when to hold a change of it; null where a change is simply applied
 */
public record FieldRule(String path, Effect effect, List<String> places, FieldAccess values, HoldRule held) {

    public FieldRule {
        places = List.copyOf(places);
    }

    /** A change that is visible only in the pod template. */
    static FieldRule template(String path, String... places) {
        return new FieldRule(path, Effect.ROLL, List.of(places), null, null);
    }

    /** A change that is simply applied. */
    static FieldRule made(String path, Effect effect, FieldAccess values) {
        return new FieldRule(path, effect, List.of(), values, null);
    }

    /** A change that is held. */
    static FieldRule held(String path, Effect effect, FieldAccess values, HoldRule held) {
        return new FieldRule(path, effect, List.of(), values, held);
    }

    /** Whether the field differs and the difference is held. */
    boolean holds(ValidService wanted, RunningService running) {
        return held != null
                && values.differ(wanted, running)
                && held.when()
                        .test(values.running().apply(running), values.wanted().apply(wanted));
    }

    /** Whether the field differs and the difference is applied. */
    boolean makes(ValidService wanted, RunningService running) {
        return held == null && values != null && values.differ(wanted, running);
    }

    /** The plan's row for a difference that is applied. */
    ChangePlan.Row row(ValidService wanted, RunningService running) {
        return ChangePlan.Row.done(
                path,
                Objects.toString(values.running().apply(running)),
                Objects.toString(values.wanted().apply(wanted)),
                effect);
    }
}
