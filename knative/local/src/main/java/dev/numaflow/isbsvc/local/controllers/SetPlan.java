package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Decides which pods of a StatefulSet are created and deleted next, as the real controller does for a parallel one: all that are
 * missing, all that are surplus, then those of an old revision from the highest down to the partition, one at a time, each once the
 * others are ready. No pod is created on a claim that is being deleted. It keeps no old template, so each pod is created from the newest one,
 * below the partition as well. Also computes the status.
 */
final class SetPlan {
    private final StatefulSet set;
    private final PodFactory factory;
    private final TreeMap<Integer, Pod> pods = new TreeMap<>();
    private final Map<String, PersistentVolumeClaim> claims;
    private final List<HasMetadata> created = new ArrayList<>();
    private final List<HasMetadata> deleted = new ArrayList<>();

    /**
     * @param all pods, of which the set's own count
     * @param claims those of its namespace, by name
     */
    SetPlan(StatefulSet set, List<Pod> all, Map<String, PersistentVolumeClaim> claims) {
        this.set = set;
        this.factory = new PodFactory(set);
        this.claims = claims;
        all.stream().filter(pod -> factory.ordinal(pod) >= 0).forEach(pod -> pods.put(factory.ordinal(pod), pod));
        if (!set.isMarkedForDeletion()) {
            plan();
        }
    }

    List<HasMetadata> created() {
        return created;
    }

    List<HasMetadata> deleted() {
        return deleted;
    }

    private void plan() {
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            Pod pod = pods.get(ordinal);
            if (pod == null) {
                create(ordinal);
            } else if (isOver(pod) && !pod.isMarkedForDeletion()) {
                deleted.add(pod);
            }
        }
        pods.tailMap(replicas, true).descendingMap().values().stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .forEach(deleted::add);
        if (created.isEmpty() && deleted.isEmpty()) {
            roll(replicas);
        }
    }

    /** Failed and succeeded pods do not restart by themselves. */
    private static boolean isOver(Pod pod) {
        return pod.getStatus() != null
                && List.of("Failed", "Succeeded")
                        .contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
    }

    private void create(int ordinal) {
        List<PersistentVolumeClaim> wanted = factory.claims(ordinal);
        boolean going = wanted.stream()
                .map(claim -> claims.get(claim.getMetadata().getName()))
                .anyMatch(claim -> claim != null && claim.getMetadata().getDeletionTimestamp() != null);
        if (!going) {
            wanted.stream()
                    .filter(claim -> !claims.containsKey(claim.getMetadata().getName()))
                    .forEach(created::add);
            created.add(factory.pod(ordinal));
        }
    }

    private void roll(int replicas) {
        for (int ordinal = replicas - 1; ordinal >= partition(); ordinal--) {
            Pod pod = pods.get(ordinal);
            if (pod == null || pod.isMarkedForDeletion()) {
                return;
            }
            if (!factory.isOfRevision(pod, factory.revision())) {
                deleted.add(pod);
                return;
            }
            if (!Readiness.isPodReady(pod)) {
                return;
            }
        }
    }

    private int partition() {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy())
                .map(StatefulSetUpdateStrategy::getRollingUpdate)
                .map(RollingUpdateStatefulSetStrategy::getPartition)
                .orElse(0);
    }

    StatefulSetStatus status() {
        String update = factory.revision();
        String recorded = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        boolean rolledOut = pods.size() == set.getSpec().getReplicas()
                && count(pod -> isOf(pod, update) && Readiness.isPodReady(pod)) == pods.size();
        String current = rolledOut || recorded == null || recorded.isEmpty() ? update : recorded;
        return new StatefulSetStatusBuilder()
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(pods.size())
                .withReadyReplicas(count(Readiness::isPodReady))
                .withAvailableReplicas(count(Readiness::isPodReady))
                .withCurrentReplicas(count(pod -> isOf(pod, current)))
                .withUpdatedReplicas(count(pod -> isOf(pod, update)))
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .withCollisionCount(0)
                .build();
    }

    private boolean isOf(Pod pod, String revision) {
        return !pod.isMarkedForDeletion() && factory.isOfRevision(pod, revision);
    }

    private int count(Predicate<Pod> which) {
        return (int) pods.values().stream().filter(which).count();
    }
}
