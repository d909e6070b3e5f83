package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the two values of a field are read.
 *
 * @param running what the servers run with; null where that is unknown
 * @param wanted what the spec requests
 */
record FieldAccess(Function<RunningService, Object> running, Function<ValidService, Object> wanted) {

    /** Reads a running value that is not always known. */
    static FieldAccess known(Function<RunningService, Optional<?>> running, Function<ValidService, Object> wanted) {
        return new FieldAccess(r -> running.apply(r).orElse(null), wanted);
    }

    /** Whether the two differ. An unknown running value is no difference. */
    boolean differ(ValidService service, RunningService runs) {
        Object value = running.apply(runs);
        return value != null && !Objects.equals(value, wanted.apply(service));
    }
}
