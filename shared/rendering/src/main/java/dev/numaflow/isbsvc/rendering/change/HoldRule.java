package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * When a change of one field is held, and how it is kept from the servers.
 *
 * @param when whether a change from the running to the wanted value is meant
 * @param keep the service with the running value in place of the wanted one
 * @param reason why the change is not made
 * @param wayOut what the user can do
 * @param approvable whether it can be carried out once the user approves
 */
public record HoldRule(
        BiPredicate<Object, Object> when,
        BiFunction<ValidService, RunningService, ValidService> keep,
        String reason,
        String wayOut,
        boolean approvable) {

    static final BiPredicate<Object, Object> ALWAYS = (running, wanted) -> true;
}
