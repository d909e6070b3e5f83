package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.print.Since;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
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

/** Whether somebody else has written content of our children within a day: our repair and their writes would never end. */
final class ForeignWritersCheck implements Check {

    private static final String TITLE = "foreign writers";
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

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (ApiKind kind : CHILDREN) {
            Reached<List<JsonNode>> children = api.metadata(kind, selector());
            if (children.came()) {
                children.value().forEach(child -> findings.addAll(writers(child)));
            } else {
                findings.add(Finding.problem(
                        TITLE,
                        kind.plural() + ": " + children.why(),
                        "run doctor as somebody who may list " + kind.plural() + " in all namespaces"));
            }
        }
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

    private List<Finding> writers(JsonNode child) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode entry : child.at("/metadata/managedFields")) {
            if (isForeign(entry) && isRecent(entry)) {
                findings.add(finding(child, entry));
            }
        }
        return findings;
    }

    private static boolean isForeign(JsonNode entry) {
        return !OURS.contains(entry.path("manager").asText())
                && entry.path("subresource").asText().isEmpty()
                && CONTENT.stream().anyMatch(entry.path("fieldsV1")::has);
    }

    private boolean isRecent(JsonNode entry) {
        try {
            return Instant.parse(entry.path("time").asText()).isAfter(now.minus(RECENT));
        } catch (DateTimeParseException e) {
            // Who does not say when counts as now: better one finding too many.
            return true;
        }
    }

    private Finding finding(JsonNode child, JsonNode entry) {
        String manager = entry.path("manager").asText();
        String what = Stream.of("kind", "/metadata/namespace", "/metadata/name")
                .map(path -> path.startsWith("/")
                        ? child.at(path).asText()
                        : child.path(path).asText())
                .collect(Collectors.joining(" "));
        return Finding.warning(
                TITLE,
                manager + " wrote " + what + " " + Since.age(entry.path("time").asText(), now) + " ago",
                manager.startsWith("numaflow")
                        ? NumaflowCheck.FENCE
                        : "ask who runs " + manager
                                + " to leave the object alone; what it wrote is put right by update");
    }
}
