package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.change.ChangePlan;
import dev.numaflow.isbsvc.rendering.change.ClusterQueries;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.PlannedChange;
import dev.numaflow.isbsvc.rendering.change.RunsNow;
import dev.numaflow.isbsvc.rendering.change.ServiceChange;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** Plans a change from one file to another, as if the first had been applied completely. */
record OfflinePlan(ControllerConfig config) {

    Parsed<ChangePlan> of(Manifest from, Manifest to) {
        return from.read(tree -> ServiceRules.check(tree, config)).then(old -> plan(old, to));
    }

    private Parsed<ChangePlan> plan(ValidService old, Manifest to) {
        RunsNow before = RunsNow.asAsked(old);
        Parsed<ValidService> wanted = ServiceRules.check(to.tree(), config);
        if (!wanted.isGood()) {
            return Parsed.of(ChangePlan.refused(wanted.violations().stream()
                    .map(violation -> HeldChange.refused(old.owner().uid(), violation, before.running()))
                    .toList()));
        }
        if (!wanted.value().names().equals(old.names())) {
            return Parsed.refused(
                    new Violation("--to", wanted.value().names().toString(), "the same service, " + old.names()));
        }
        String approve =
                to.tree().at("/metadata/annotations").path(Annotations.APPROVE).asText();
        return ServiceChange.decide(wanted.value(), before.live(), approve, ClusterQueries.UNKNOWN)
                .map(decision -> PlannedChange.of(decision, before));
    }
}
