package dev.numaflow.isbsvc.local.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history of a StatefulSet's pod template: the update revision, the current revision, and what of the history is written or
 * deleted. A template that returns gets its old revision back, with a new number.
 */
record Revisions(StatefulSet set, List<ControllerRevision> history) {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int HASH_LENGTH = 10;
    private static final int DEFAULT_LIMIT = 10;

    Revisions {
        history = history.stream()
                .sorted(Comparator.comparing(ControllerRevision::getRevision))
                .toList();
    }

    /** The update revision: that of the set's template. */
    String update() {
        return set.getMetadata().getName() + "-" + hash(data(set.getSpec().getTemplate()));
    }

    /** The current revision: that of all pods when the last rollout completed; the newest before the first. */
    String current() {
        String recorded = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        return recorded == null || recorded.isEmpty() ? update() : recorded;
    }

    /** The template of a revision; the set's own if the history has no such revision. */
    PodTemplateSpec template(String revision) {
        return find(revision)
                .map(found -> tree(found.getData()).at("/spec/template").deepCopy())
                .map(ObjectNode.class::cast)
                .map(template -> {
                    template.remove("$patch");
                    return JSON.convertValue(template, PodTemplateSpec.class);
                })
                .orElseGet(() -> set.getSpec().getTemplate());
    }

    /** The revision of the template, to be created or renumbered unless it is the last of the history. */
    Optional<ControllerRevision> toWrite() {
        long last = history.isEmpty() ? 0 : history.get(history.size() - 1).getRevision();
        Optional<ControllerRevision> known = find(update());
        if (known.isEmpty()) {
            return Optional.of(newRevision(last + 1));
        }
        return known.filter(revision -> revision.getRevision() < last)
                .map(revision -> new ControllerRevisionBuilder(revision)
                        .withRevision(last + 1)
                        .build());
    }

    /** The oldest revisions beyond the limit that neither a pod nor the set's status refers to. */
    List<ControllerRevision> surplus(Set<String> ofPods) {
        Integer limit = set.getSpec().getRevisionHistoryLimit();
        List<ControllerRevision> unneeded = history.stream()
                .filter(revision -> !ofPods.contains(revision.getMetadata().getName()))
                .filter(revision -> !revision.getMetadata().getName().equals(update()))
                .filter(revision -> !revision.getMetadata().getName().equals(current()))
                .toList();
        return unneeded.subList(0, Math.max(0, unneeded.size() - (limit == null ? DEFAULT_LIMIT : limit)));
    }

    private Optional<ControllerRevision> find(String name) {
        return history.stream()
                .filter(revision -> revision.getMetadata().getName().equals(name))
                .findFirst();
    }

    private ControllerRevision newRevision(long number) {
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(update())
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(set.getSpec().getSelector().getMatchLabels())
                .withOwnerReferences(Ownership.controlledBy(set))
                .endMetadata()
                .withRevision(number)
                .withData(data(set.getSpec().getTemplate()))
                .build();
    }

    private static JsonNode data(PodTemplateSpec template) {
        ObjectNode copy = tree(template).deepCopy();
        copy.put("$patch", "replace");
        ObjectNode root = copy.objectNode();
        root.putObject("spec").set("template", copy);
        return root;
    }

    private static JsonNode tree(Object value) {
        return JSON.convertValue(value, JsonNode.class);
    }

    private static String hash(JsonNode data) {
        StringBuilder encoded = new StringBuilder();
        byte[] digest = sha256(canonical(data));
        for (int i = 0; i < HASH_LENGTH; i++) {
            encoded.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
        }
        return encoded.toString();
    }

    private static byte[] canonical(JsonNode data) {
        return JSON.asJson(data).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
