package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A StatefulSet {@code s} with one claim template, and its pods, as plain objects. */
final class Given {
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
    private String before = "";

    Given set(UnaryOperator<StatefulSetBuilder> change) {
        set = change.apply(new StatefulSetBuilder(set)).build();
        return this;
    }

    /** From now on the template is another. */
    Given changedTemplate(String image) {
        before = revision();
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
                .withCurrentRevision(before)
                .endStatus());
    }

    /** A ready pod of the present revision. */
    Given ready(int ordinal) {
        return pod(ordinal, revision(), "True", p -> p);
    }

    Given unready(int ordinal) {
        return pod(ordinal, revision(), "False", p -> p);
    }

    /** A ready pod of the revision that was before. */
    Given old(int ordinal) {
        return pod(ordinal, before, "True", p -> p);
    }

    Given pod(int ordinal, String revision, String ready, UnaryOperator<PodBuilder> change) {
        Pod made = new PodFactory(set).pod(ordinal);
        pods.add(change.apply(new PodBuilder(made)
                        .editMetadata()
                        .withUid("pod-" + ordinal)
                        .addToLabels("controller-revision-hash", revision)
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
        PersistentVolumeClaim made = new PodFactory(set).claims(ordinal).get(0);
        made.getMetadata().setUid("claim-" + ordinal);
        claims.put(made.getMetadata().getName(), change.apply(made));
        return this;
    }

    String revision() {
        return new PodFactory(set).revision();
    }

    SetPlan plan() {
        return new SetPlan(set, pods, claims);
    }

    StatefulSet set() {
        return set;
    }

    /** The next steps as words: {@code create s-0}. */
    List<String> steps() {
        SetPlan plan = plan();
        return Stream.concat(
                        plan.created().stream()
                                .map(each -> "create " + each.getMetadata().getName()),
                        plan.deleted().stream()
                                .map(each -> "delete " + each.getMetadata().getName()))
                .toList();
    }
}
