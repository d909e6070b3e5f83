package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.List;

/**
 * What is refused of a service, and what was done to keep it as it was.
 *
 * @param held the violations beside what runs
 * @param kept what became of its children
 */
record Refusal(List<Violation> violations, List<HeldChange> held, KeptChildren kept) {

    Refusal {
        violations = List.copyOf(violations);
        held = List.copyOf(held);
    }
}
