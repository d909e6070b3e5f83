package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A StatefulSet {@code s} with one claim template, and its pods, as plain objects. */
final class Given {
    static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

    private StatefulSet set = new StatefulSetBuilder()
            .withNewMetadata()
            .withName("s")
            .withNamespace("n")
            .withUid("set")
            .withGeneration(3L)
            .endMetadata()
            .withNewSpec()
            .withReplicas(3)
            .withPodManagementPolicy("Parallel")
            .withServiceName("svc")
            .withNewSelector()
            .addToMatchLabels("app", "s")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "s")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("nats:1")
            .endContainer()
            .endSpec()
            .endTemplate()
            .addNewVolumeClaimTemplate()
            .withNewMetadata()
            .withName("vol")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .endVolumeClaimTemplate()
            .endSpec()
            .build();

    private final List<Pod> pods = new ArrayList<>();
    private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    private List<ControllerRevision> history = List.of();

    Given set(UnaryOperator<StatefulSetBuilder> change) {
        set = change.apply(new StatefulSetBuilder(set)).build();
        return this;
    }

    /** From now on the template is another. */
    Given changedTemplate(String image) {
        history = List.of(new Revisions(set, List.of()).toWrite().orElseThrow());
        String current = revisions().update();
        return set(s -> s.editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withCurrentRevision(current)
                .endStatus());
    }

    /** A pod of the present revision that is ready since long. */
    Given ready(int ordinal) {
        return pod(ordinal, revisions().update(), "True", p -> p);
    }

    Given unready(int ordinal) {
        return pod(ordinal, revisions().update(), "False", p -> p);
    }

    /** A ready pod of the revision that was before. */
    Given old(int ordinal) {
        return pod(ordinal, revisions().current(), "True", p -> p);
    }

    Given pod(int ordinal, String revision, String ready, UnaryOperator<PodBuilder> change) {
        Pod made = new PodFactory(set, revisions()).pod(ordinal, revision);
        pods.add(change.apply(new PodBuilder(made)
                        .editMetadata()
                        .withUid("pod-" + ordinal)
                        .endMetadata()
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready)
                        .withLastTransitionTime("2026-01-01T00:00:00Z")
                        .endCondition()
                        .endStatus())
                .build());
        return this;
    }

    Given claim(int ordinal, UnaryOperator<PersistentVolumeClaim> change) {
        PersistentVolumeClaim made =
                new PodFactory(set, revisions()).claims(ordinal).get(0);
        made.getMetadata().setUid("claim-" + ordinal);
        claims.put(made.getMetadata().getName(), change.apply(made));
        return this;
    }

    Revisions revisions() {
        return new Revisions(set, history);
    }

    SetView view() {
        return SetView.of(set, pods, claims, revisions());
    }

    /** The next steps as words: {@code create pod s-0}. */
    List<String> plan() {
        return words(StatefulSetPlan.of(view(), NOW));
    }

    static List<String> words(List<Step> steps) {
        return steps.stream().map(Given::word).toList();
    }

    private static String word(Step step) {
        if (step instanceof Step.Create create) {
            return "create " + create.object().getMetadata().getName();
        }
        if (step instanceof Step.Replace replace) {
            return "replace " + replace.object().getMetadata().getName();
        }
        return "delete " + ((Step.Delete) step).object().getMetadata().getName();
    }
}
