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
record HoldRule<T>(
        BiPredicate<T, T> when,
        BiFunction<ValidService, ObservedService, ValidService> keep,
        String reason,
        String wayOut,
        boolean approvable) {

    /** Every change is held. */
    static <T> HoldRule<T> always(
            BiFunction<ValidService, ObservedService, ValidService> keep, String reason, String wayOut) {
        return new HoldRule<>((running, desired) -> true, keep, reason, wayOut, false);
    }
}
