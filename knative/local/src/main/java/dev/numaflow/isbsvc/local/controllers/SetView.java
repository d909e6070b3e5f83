package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The observed state of a StatefulSet at one moment.
 *
 * @param pods those it controls, by ordinal
 * @param claims those of its namespace, by name
 */
record SetView(
        StatefulSet set,
        TreeMap<Integer, Pod> pods,
        Map<String, PersistentVolumeClaim> claims,
        Revisions revisions,
        PodFactory factory) {

    static SetView of(StatefulSet set, List<Pod> pods, Map<String, PersistentVolumeClaim> claims, Revisions revisions) {
        PodFactory factory = new PodFactory(set, revisions);
        TreeMap<Integer, Pod> byOrdinal = new TreeMap<>(Comparator.naturalOrder());
        pods.stream().filter(pod -> factory.ordinal(pod) >= 0).forEach(pod -> byOrdinal.put(factory.ordinal(pod), pod));
        return new SetView(set, byOrdinal, claims, revisions, factory);
    }

    int replicas() {
        Integer stated = set.getSpec().getReplicas();
        return stated == null ? 1 : stated;
    }

    boolean isParallel() {
        return "Parallel".equals(set.getSpec().getPodManagementPolicy());
    }

    boolean rollsByItself() {
        StatefulSetUpdateStrategy strategy = set.getSpec().getUpdateStrategy();
        return strategy == null
                || strategy.getType() == null
                || strategy.getType().equals("RollingUpdate");
    }

    /** Ordinals below it keep their revision. */
    int partition() {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy())
                .map(StatefulSetUpdateStrategy::getRollingUpdate)
                .map(rolling -> rolling.getPartition())
                .orElse(0);
    }

    Duration minReady() {
        Integer seconds = set.getSpec().getMinReadySeconds();
        return Duration.ofSeconds(seconds == null ? 0 : seconds);
    }

    /** The revision that a new pod of this ordinal gets. */
    String revisionFor(int ordinal) {
        return rollsByItself() && ordinal < partition() ? revisions.current() : revisions.update();
    }

    boolean isDeleted() {
        return set.getMetadata().getDeletionTimestamp() != null;
    }
}
