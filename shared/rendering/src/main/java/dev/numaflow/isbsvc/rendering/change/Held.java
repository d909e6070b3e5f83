package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How a change of one field is seen and kept from the servers.
 *
 * @param wanted the value that the spec asks for
 * @param running the value that the servers run with; null where that cannot be known
 * @param keep the service with the running value in place of the wanted one
 * @param reason why the change is not made
 * @param wayOut what the user can do
 */
public record Held(
        Function<ValidService, Object> wanted,
        Function<RunningService, Object> running,
        BiFunction<ValidService, RunningService, ValidService> keep,
        String reason,
        String wayOut) {}
