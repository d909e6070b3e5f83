package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * What is refused of a service, and what was done to keep it as it was.
 *
 * @param held the violations beside what runs
 * @param kept what became of its children; nothing where it is not recorded what they were rendered from
 */
record Refusal(List<Violation> violations, List<HeldChange> held, Optional<Deployed> kept) {

    Refusal {
        violations = List.copyOf(violations);
        held = List.copyOf(held);
    }
}
