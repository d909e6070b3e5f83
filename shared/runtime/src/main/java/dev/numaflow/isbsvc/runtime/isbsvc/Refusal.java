package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;

/**
 * What is refused of a service, and how it was kept as it was.
 *
 * @param held the violations next to what runs
 * @param kept the result of keeping its children
 */
record Refusal(List<Violation> violations, List<HeldChange> held, KeptChildren kept) {

    Refusal {
        violations = List.copyOf(violations);
        held = List.copyOf(held);
    }
}
