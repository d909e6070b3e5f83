package dev.numaflow.isbsvc.local.controllers;

import dev.numaflow.isbsvc.local.watching.Events;
import dev.numaflow.isbsvc.local.watching.Loop;
import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import dev.numaflow.isbsvc.local.watching.Writes;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stands in for the disruption controller: writes the status of every PodDisruptionBudget; expects as many pods of a StatefulSet
 * as its replicas.
 */
final class DisruptionController implements AutoCloseable {
    private final Loop loop = new Loop("disruption-controller", this::pass);
    private final Watches watches = new Watches(loop::trigger);
    private final Writes writes;
    private final Events events;
    private final Known<PodDisruptionBudget> budgets;
    private final Known<Pod> pods;
    private final Known<StatefulSet> sets;

    DisruptionController(KubernetesClient client) {
        writes = new Writes(client);
        events = new Events(client, "disruption-controller");
        budgets = watches.watch(client.policy().v1().podDisruptionBudget().inAnyNamespace());
        pods = watches.watch(client.pods().inAnyNamespace());
        sets = watches.watch(client.apps().statefulSets().inAnyNamespace());
    }

    private void pass() {
        if (watches.complete()) {
            Loop.each(budgets.all(), this::reconcile);
        }
    }

    private void reconcile(PodDisruptionBudget budget) {
        Optional<Map<String, String>> labels = labels(budget.getSpec().getSelector());
        if (labels.isEmpty()) {
            events.warn(
                    budget,
                    "NotHonoured",
                    "spec.selector.matchExpressions: found expressions, allowed: matchLabels alone");
            return;
        }
        List<Pod> selected = pods.all().stream()
                .filter(pod -> pod.getMetadata()
                        .getNamespace()
                        .equals(budget.getMetadata().getNamespace()))
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && pod.getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(labels.get().entrySet()))
                .toList();
        PodDisruptionBudgetStatus status = DisruptionStatus.of(budget, selected, expected(selected), Instant.now());
        if (!status.equals(budget.getStatus())) {
            writes.replaceStatus(
                    new PodDisruptionBudgetBuilder(budget).withStatus(status).build());
        }
    }

    private static Optional<Map<String, String>> labels(LabelSelector selector) {
        if (selector == null
                || (selector.getMatchExpressions() != null
                        && !selector.getMatchExpressions().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels());
    }

    private int expected(List<Pod> selected) {
        int ofSets = sets.all().stream()
                .filter(set -> selected.stream().anyMatch(pod -> Ownership.isControlled(pod, set)))
                .mapToInt(set -> set.getSpec().getReplicas())
                .sum();
        int single = (int) selected.stream()
                .filter(pod -> Ownership.controllerUid(pod).isEmpty())
                .count();
        return ofSets + single;
    }

    @Override
    public void close() {
        watches.close();
        loop.close();
    }
}
