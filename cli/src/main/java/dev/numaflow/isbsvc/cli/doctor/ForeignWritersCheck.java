package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.print.Since;
import dev.numaflow.isbsvc.rendering.change.OtherWriters;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks whether another manager wrote content of our children within a day: repair and it would overwrite each other forever. */
final class ForeignWritersCheck implements Check {

    private static final String TITLE = "foreign writers";
    private static final int MOST_NAMED = 5;
    private static final Duration RECENT = Duration.ofDays(1);
    private static final Set<String> OURS =
            Set.of(Comparison.OUR_MANAGER, "kube-controller-manager", "kube-apiserver", "kube-scheduler");
    private static final List<String> CONTENT = List.of("f:spec", "f:data");
    private static final List<ApiKind> CHILDREN = List.of(
            new ApiKind("apps/v1", "StatefulSet", null),
            new ApiKind("v1", "Service", null),
            new ApiKind("v1", "ConfigMap", null),
            new ApiKind("v1", "Secret", null),
            new ApiKind("policy/v1", "PodDisruptionBudget", null));

    private final Api api;
    private final Instant now;

    ForeignWritersCheck(Api api, Instant now) {
        this.api = api;
        this.now = now;
    }

    /** One finding for each manager, however much it wrote: the advice is the same. */
    @Override
    public List<Finding> inspect() {
        Map<String, List<String>> written = new TreeMap<>();
        Map<String, List<String>> unseen = new TreeMap<>();
        for (ApiKind kind : CHILDREN) {
            Reached<List<JsonNode>> children = api.metadata(kind, selector());
            if (children.came()) {
                children.value().forEach(child -> add(child, written));
            } else {
                unseen.computeIfAbsent(children.why(), why -> new ArrayList<>()).add(kind.plural());
            }
        }
        List<Finding> findings = new ArrayList<>();
        unseen.forEach((why, kinds) -> findings.add(Finding.problem(
                TITLE,
                String.join(", ", kinds) + ": " + why,
                "run doctor as somebody who may list these in all namespaces")));
        written.forEach((manager, objects) -> findings.add(finding(manager, objects)));
        return findings.isEmpty()
                ? List.of(Finding.ok(TITLE, "nobody else has written a child of ours since yesterday"))
                : findings;
    }

    /** The labels that the children of every service have in common. */
    private static String selector() {
        Map<String, String> labels = new TreeMap<>(Labels.of(new Names("", "")));
        labels.values().removeIf(String::isEmpty);
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "%3D" + label.getValue())
                .collect(Collectors.joining("%2C"));
    }

    /** What was put right is known by the note on the child alone; what was released is not ours. */
    private void add(JsonNode child, Map<String, List<String>> written) {
        if (child.at("/metadata/annotations").has(Annotations.RELEASE)) {
            return;
        }
        OtherWriters.notedOn(child).writes().forEach((manager, times) -> Stream.of(times.last())
                .filter(this::isRecent)
                .forEach(last -> written.computeIfAbsent(manager, any -> new ArrayList<>())
                        .add(what(child) + " " + Since.age(last.toString(), now) + " ago, and was put right")));
        for (JsonNode entry : child.at("/metadata/managedFields")) {
            if (isForeign(entry) && isRecent(entry)) {
                written.computeIfAbsent(entry.path("manager").asText(), manager -> new ArrayList<>())
                        .add(what(child) + " " + Since.age(entry.path("time").asText(), now) + " ago");
            }
        }
    }

    /** A repair reverts the content within seconds: only labels and owner of Numaflow's controller stay visible. */
    private static boolean isForeign(JsonNode entry) {
        String manager = entry.path("manager").asText();
        return !OURS.contains(manager)
                && entry.path("subresource").asText().isEmpty()
                && (manager.startsWith("numaflow") || CONTENT.stream().anyMatch(entry.path("fieldsV1")::has));
    }

    private boolean isRecent(JsonNode entry) {
        try {
            return isRecent(Instant.parse(entry.path("time").asText()));
        } catch (DateTimeParseException e) {
            // An entry without a time counts as recent: better one finding too many.
            return true;
        }
    }

    private boolean isRecent(Instant time) {
        return time.isAfter(now.minus(RECENT));
    }

    private static String what(JsonNode child) {
        JsonNode metadata = child.path("metadata");
        return String.join(
                " ",
                child.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
    }

    private static Finding finding(String manager, List<String> objects) {
        return Finding.warning(
                TITLE,
                manager + " wrote " + Shown.list(objects, MOST_NAMED),
                manager.startsWith("numaflow")
                        ? NumaflowCheck.FENCE
                        : "ask who runs " + manager
                                + " to leave the objects alone; what it wrote is put right by update");
    }
}
