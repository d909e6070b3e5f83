package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what this stand-in does not support of a StatefulSet, so that it is rejected instead of ignored. */
final class Unhonoured {
    private final List<String> refusals = new ArrayList<>();

    private Unhonoured() {}

    /** Each formatted as {@code path: found, allowed}. */
    static List<String> of(StatefulSet set) {
        Unhonoured found = new Unhonoured();
        StatefulSetSpec spec = set.getSpec();
        found.only("spec.podManagementPolicy", spec.getPodManagementPolicy(), "Parallel");
        found.only("spec.ordinals", spec.getOrdinals(), null);
        found.only("spec.minReadySeconds", spec.getMinReadySeconds(), 0);
        found.none("spec.selector.matchExpressions", spec.getSelector().getMatchExpressions());
        spec.getAdditionalProperties().forEach((key, value) -> found.only("spec." + key, value, null));
        Optional.ofNullable(spec.getPersistentVolumeClaimRetentionPolicy()).ifPresent(policy -> {
            String path = "spec.persistentVolumeClaimRetentionPolicy.";
            found.only(path + "whenDeleted", policy.getWhenDeleted(), "Retain");
            found.only(path + "whenScaled", policy.getWhenScaled(), "Retain");
        });
        Optional.ofNullable(spec.getUpdateStrategy()).ifPresent(strategy -> {
            found.only("spec.updateStrategy.type", strategy.getType(), "RollingUpdate");
            Optional.ofNullable(strategy.getRollingUpdate()).ifPresent(rolling -> {
                found.only("spec.updateStrategy.rollingUpdate.partition", rolling.getPartition(), 0);
                found.only("spec.updateStrategy.rollingUpdate.maxUnavailable", rolling.getMaxUnavailable(), null);
            });
        });
        return found.refusals;
    }

    private void none(String path, List<?> found) {
        only(path, found == null || found.isEmpty() ? null : found, null);
    }

    private void only(String path, Object found, Object allowed) {
        if (found != null && !found.equals(allowed)) {
            refusals.add(path + ": found " + found + ", allowed: " + (allowed == null ? "none" : allowed));
        }
    }
}
