package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which pods of a StatefulSet are created and deleted next, as the real controller does: missing ones from the lowest
 * ordinal, surplus ones from the highest, then those of an old revision from the highest, one at a time, each once the others are
 * ready. No pod is created on a claim that is being deleted.
 */
final class StatefulSetPlan {
    private final SetView view;
    private final Instant now;
    private final List<Step> steps = new ArrayList<>();

    private StatefulSetPlan(SetView view, Instant now) {
        this.view = view;
        this.now = now;
    }

    static List<Step> of(SetView view, Instant now) {
        StatefulSetPlan plan = new StatefulSetPlan(view, now);
        if (!view.isDeleted() && plan.keepReplicas() && plan.dropCondemned()) {
            plan.roll();
        }
        return List.copyOf(plan.steps);
    }

    /** Whether the desired pods are as complete as the pod management policy requires before the next step. */
    private boolean keepReplicas() {
        boolean complete = true;
        for (int ordinal = 0; ordinal < view.replicas(); ordinal++) {
            boolean settled = keepReplica(ordinal, view.pods().get(ordinal));
            if (!settled && !view.isParallel()) {
                return false;
            }
            complete &= settled || view.pods().containsKey(ordinal);
        }
        return complete;
    }

    private boolean keepReplica(int ordinal, Pod pod) {
        if (pod == null) {
            create(ordinal);
            return false;
        }
        if (Pods.isOver(pod) && !Pods.isTerminating(pod)) {
            steps.add(new Step.Delete(pod));
            return false;
        }
        return !Pods.isTerminating(pod) && isAvailable(pod);
    }

    private void create(int ordinal) {
        List<Step> needed = new ArrayList<>();
        for (PersistentVolumeClaim wanted : view.factory().claims(ordinal)) {
            PersistentVolumeClaim existing =
                    view.claims().get(wanted.getMetadata().getName());
            if (existing == null) {
                needed.add(new Step.Create(wanted));
            } else if (existing.getMetadata().getDeletionTimestamp() != null) {
                return;
            }
        }
        steps.addAll(needed);
        steps.add(new Step.Create(view.factory().pod(ordinal, view.revisionFor(ordinal))));
    }

    /** Whether there is no surplus pod that must be deleted first. */
    private boolean dropCondemned() {
        boolean none = true;
        for (Pod pod :
                view.pods().tailMap(view.replicas(), true).descendingMap().values()) {
            none = false;
            boolean othersServe = view.pods().values().stream()
                    .filter(other -> !other.equals(pod))
                    .allMatch(other -> !Pods.isTerminating(other) && isAvailable(other));
            if (!Pods.isTerminating(pod) && (view.isParallel() || othersServe)) {
                steps.add(new Step.Delete(pod));
            }
            if (!view.isParallel()) {
                return false;
            }
        }
        return none || view.isParallel();
    }

    private void roll() {
        if (!view.rollsByItself()) {
            return;
        }
        for (int ordinal = view.replicas() - 1; ordinal >= view.partition(); ordinal--) {
            Pod pod = view.pods().get(ordinal);
            if (pod == null || Pods.isTerminating(pod)) {
                return;
            }
            if (!Pods.hasRevision(pod, view.revisions().update())) {
                steps.add(new Step.Delete(pod));
                return;
            }
            if (!isAvailable(pod)) {
                return;
            }
        }
    }

    private boolean isAvailable(Pod pod) {
        return Pods.isAvailable(pod, view.minReady(), now);
    }
}
