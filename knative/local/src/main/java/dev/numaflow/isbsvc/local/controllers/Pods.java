package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The facts that controllers read from a pod's status. */
final class Pods {
    static final String REVISION_LABEL = "controller-revision-hash";
    static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
    static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";

    private Pods() {}

    static boolean isTerminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean hasPhase(Pod pod, String phase) {
        return pod.getStatus() != null && phase.equals(pod.getStatus().getPhase());
    }

    /** Failed and succeeded pods do not restart by themselves. */
    static boolean isOver(Pod pod) {
        return hasPhase(pod, "Failed") || hasPhase(pod, "Succeeded");
    }

    static boolean isReady(Pod pod) {
        return hasPhase(pod, "Running") && readyCondition(pod).isPresent();
    }

    /** Since when it has been ready; empty if it is not. */
    static Optional<Instant> readySince(Pod pod) {
        return readyCondition(pod).map(PodCondition::getLastTransitionTime).map(Instant::parse);
    }

    /** Whether it has been ready for long enough to count as available. */
    static boolean isAvailable(Pod pod, Duration minReady, Instant now) {
        return isReady(pod)
                && (minReady.isZero()
                        || readySince(pod)
                                .filter(since -> !since.plus(minReady).isAfter(now))
                                .isPresent());
    }

    static boolean hasRevision(Pod pod, String revision) {
        return pod.getMetadata().getLabels() != null
                && Objects.equals(pod.getMetadata().getLabels().get(REVISION_LABEL), revision);
    }

    private static Optional<PodCondition> readyCondition(Pod pod) {
        if (pod.getStatus() == null || pod.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .filter(condition -> condition.getStatus().equals("True"))
                .findFirst();
    }
}
