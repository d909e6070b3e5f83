package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Set;

/** The facts that controllers read from a pod. */
final class Pods {
    static final String REVISION_LABEL = "controller-revision-hash";
    static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
    static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";

    private Pods() {}

    static boolean isTerminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
    }

    /** Failed and succeeded pods do not restart by themselves. */
    static boolean isOver(Pod pod) {
        return Set.of("Failed", "Succeeded").contains(phase(pod));
    }

    static boolean isReady(Pod pod) {
        return phase(pod).equals("Running")
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    static boolean hasRevision(Pod pod, String revision) {
        return pod.getMetadata().getLabels() != null
                && revision.equals(pod.getMetadata().getLabels().get(REVISION_LABEL));
    }
}
