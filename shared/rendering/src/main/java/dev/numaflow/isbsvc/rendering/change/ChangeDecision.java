package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of the policy, applied: a field that differs and is held keeps its running value, unless the user has approved the change.
 *
 * @param effective the desired service, with running values where changes are held
 * @param approved the approved ids that are applied now
 */
record ChangeDecision(
        ValidService desired,
        RunningService running,
        ValidService effective,
        List<HeldChange> held,
        Set<String> approved) {

    static ChangeDecision of(ValidService desired, RunningService running, Approvals approvals) {
        List<HeldChange> held = new ArrayList<>();
        Set<String> approved = new LinkedHashSet<>();
        ValidService effective = desired;
        for (FieldRule<?> rule : ChangePolicy.holding(desired, running)) {
            HoldRule<?> hold = rule.hold().orElseThrow();
            HeldChange change = rule.change(desired, running, approvals);
            if (hold.approvable() && approvals.allow(change.id())) {
                approved.add(change.id());
            } else {
                effective = hold.keep().apply(effective, running);
                held.add(change);
            }
        }
        return new ChangeDecision(desired, running, effective, held, approved);
    }
}
