package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.util.Optional;

/**
 * The plan that keeps the children of a service as rendered last, or why there is none.
 *
 * @param notKept empty where there is a plan
 */
public record LastRendering(Optional<Plan> plan, String notKept) {

    static final String NO_RECORD = "there is no record of their last rendering, so a valid spec is needed";
    private static final String ROLLS = "their last rendering replaces pods, for which a valid spec is needed";

    /** @param recorded nothing where no record shows what the children were rendered from */
    static LastRendering of(Optional<Parsed<Plan>> recorded) {
        if (recorded.isEmpty()) {
            return new LastRendering(Optional.empty(), NO_RECORD);
        }
        Parsed<Plan> plan = recorded.get();
        if (!plan.isGood()) {
            return new LastRendering(Optional.empty(), plan.violations().get(0).toString());
        }
        return plan.value().decision().takesTurn()
                ? new LastRendering(Optional.empty(), ROLLS)
                : new LastRendering(Optional.of(plan.value()), "");
    }

    /** Why children are not repaired; nothing where they are. */
    public Optional<String> whyNotKept() {
        return Optional.of(notKept).filter(why -> !why.isEmpty());
    }
}
