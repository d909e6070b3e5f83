package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what this stand-in does not support of a StatefulSet, so that it is rejected instead of ignored. */
final class Unhonoured {
    private static final Set<String> STRATEGIES = Set.of("RollingUpdate", "OnDelete");

    private final List<String> refusals = new ArrayList<>();

    private Unhonoured() {}

    /** Each formatted as {@code path: found, allowed}. */
    static List<String> of(StatefulSet set) {
        Unhonoured found = new Unhonoured();
        StatefulSetSpec spec = set.getSpec();
        if (spec.getOrdinals() != null) {
            found.refuse("spec.ordinals", "an ordinal to start from", "none: ordinals start from 0");
        }
        if (spec.getSelector().getMatchExpressions() != null
                && !spec.getSelector().getMatchExpressions().isEmpty()) {
            found.refuse("spec.selector.matchExpressions", "expressions", "matchLabels alone");
        }
        spec.getAdditionalProperties().keySet().forEach(key -> found.refuse("spec." + key, "an unknown field", "none"));
        found.checkStrategy(spec.getUpdateStrategy());
        return found.refusals;
    }

    private void checkStrategy(StatefulSetUpdateStrategy strategy) {
        if (strategy == null) {
            return;
        }
        if (strategy.getType() != null && !STRATEGIES.contains(strategy.getType())) {
            refuse("spec.updateStrategy.type", strategy.getType(), "RollingUpdate or OnDelete");
        }
        if (strategy.getRollingUpdate() != null && strategy.getRollingUpdate().getMaxUnavailable() != null) {
            refuse(
                    "spec.updateStrategy.rollingUpdate.maxUnavailable",
                    String.valueOf(
                            strategy.getRollingUpdate().getMaxUnavailable().getValue()),
                    "none: pods are replaced one at a time");
        }
    }

    private void refuse(String path, String found, String allowed) {
        refusals.add(path + ": found " + found + ", allowed: " + allowed);
    }
}
