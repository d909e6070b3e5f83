package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.change.ChangeDecider;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.change.ClusterQueries;
import dev.numaflow.isbsvc.rendering.change.CurrentState;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** Previews a change from one file to another, as if the first had been applied completely. */
record OfflinePreview(ControllerConfig config) {

    Parsed<ChangePreview> of(Manifest from, Manifest to) {
        return from.read(tree -> ServiceRules.check(tree, config)).then(old -> preview(old, to));
    }

    private Parsed<ChangePreview> preview(ValidService old, Manifest to) {
        CurrentState current = CurrentState.asApplied(old);
        Parsed<ValidService> desired = ServiceRules.check(to.tree(), config);
        if (!desired.isGood()) {
            return Parsed.of(ChangePreview.refused(desired.violations().stream()
                    .map(violation -> HeldChange.refused(old.owner().uid(), violation, current.running()))
                    .toList()));
        }
        if (!desired.value().names().equals(old.names())) {
            return Parsed.refused(
                    new Violation("--to", desired.value().names().toString(), "the same service, " + old.names()));
        }
        String approve =
                to.tree().at("/metadata/annotations").path(Annotations.APPROVE).asText();
        return ChangeDecider.decide(Children.of(desired.value()), current.live(), approve, ClusterQueries.UNKNOWN)
                .map(decision -> ChangePreview.of(decision, current));
    }
}
