package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.function.Predicate;

/** Computes a StatefulSet's status from its pods. */
final class SetStatus {
    private SetStatus() {}

    static StatefulSetStatus of(SetView view, Instant now) {
        String update = view.revisions().update();
        String current = isRolledOut(view) ? update : view.revisions().current();
        return new StatefulSetStatusBuilder()
                .withObservedGeneration(view.set().getMetadata().getGeneration())
                .withReplicas(view.pods().size())
                .withReadyReplicas(count(view, Pods::isReady))
                .withAvailableReplicas(count(view, pod -> Pods.isAvailable(pod, view.minReady(), now)))
                .withCurrentReplicas(count(view, pod -> isOf(pod, current)))
                .withUpdatedReplicas(count(view, pod -> isOf(pod, update)))
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .withCollisionCount(0)
                .build();
    }

    /** A rollout is complete when every pod has the new revision and is ready; with a partition it is not. */
    private static boolean isRolledOut(SetView view) {
        return view.rollsByItself()
                && view.partition() == 0
                && view.pods().size() == view.replicas()
                && view.pods().values().stream()
                        .allMatch(pod -> isOf(pod, view.revisions().update()) && Pods.isReady(pod));
    }

    private static boolean isOf(Pod pod, String revision) {
        return !Pods.isTerminating(pod) && Pods.hasRevision(pod, revision);
    }

    private static int count(SetView view, Predicate<Pod> which) {
        return (int) view.pods().values().stream().filter(which).count();
    }
}
