package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * When a change of one field is held, and how the running value is kept.
 *
 * @param when whether it applies to a change from the running to the desired value
 * @param keep the service with the running value in place of the desired one
 * @param reason why the change is not applied
 * @param wayOut what the user can do
 * @param approvable whether it can be applied once the user approves
 */
public record HoldRule(
        BiPredicate<Object, Object> when,
        BiFunction<ValidService, RunningService, ValidService> keep,
        String reason,
        String wayOut,
        boolean approvable) {

    static final BiPredicate<Object, Object> ALWAYS = (running, wanted) -> true;
}
