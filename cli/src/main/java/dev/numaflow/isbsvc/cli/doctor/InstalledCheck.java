package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checks whether the shipped objects of one kind exist, are as shipped, and are ready. */
final class InstalledCheck implements Check {

    private final Part part;
    private final Api api;
    private final List<JsonNode> shipped;

    /**
     * A kind, and the rules for its objects.
     *
     * @param title the name of these objects in findings
     * @param readiness whether they have a condition Ready
     * @param adaptable whether an overlay may change them, so that a difference is a warning only
     * @param apply the folder that installs them
     */
    record Part(String title, String apiVersion, String kind, boolean readiness, boolean adaptable, String apply) {}

    InstalledCheck(Part part, Api api, Shipped shipped) {
        this.part = part;
        this.api = api;
        this.shipped = shipped.of(part.apiVersion(), part.kind());
    }

    @Override
    public List<Finding> inspect() {
        List<Finding> findings = new ArrayList<>();
        shipped.stream()
                .collect(Collectors.groupingBy(
                        object -> object.at("/metadata/namespace").asText()))
                .forEach((namespace, objects) -> findings.addAll(inspect(namespace, objects)));
        if (findings.isEmpty() && !shipped.isEmpty()) {
            findings.add(Finding.ok(part.title(), all()));
        }
        return findings;
    }

    private String all() {
        return shipped.size()
                + (part.readiness() ? " there and Ready: " : " there: ")
                + shipped.stream().map(InstalledCheck::name).collect(Collectors.joining(", "));
    }

    private List<Finding> inspect(String namespace, List<JsonNode> wanted) {
        ApiKind kind = new ApiKind(part.apiVersion(), part.kind(), namespace.isEmpty() ? null : namespace);
        Reached<List<JsonNode>> live = api.list(kind);
        if (!live.came()) {
            return List.of(Finding.problem(
                    part.title(), part.apiVersion() + " " + part.kind() + ": " + live.why(), todo(live.why())));
        }
        Map<String, JsonNode> byName =
                live.value().stream().collect(Collectors.toMap(InstalledCheck::name, Function.identity()));
        return wanted.stream()
                .flatMap(object -> finding(object, Optional.ofNullable(byName.get(name(object)))).stream())
                .toList();
    }

    private String todo(String why) {
        return why.equals(Api.NOT_SERVED)
                ? "install Knative Serving and Eventing (https://knative.dev/docs/install), then: " + apply()
                : "run doctor as somebody who may list " + part.kind() + " objects";
    }

    private String apply() {
        return "kubectl apply -k " + part.apply();
    }

    private Optional<Finding> finding(JsonNode wanted, Optional<JsonNode> live) {
        String object = part.kind() + " " + name(wanted);
        if (live.isEmpty()) {
            return Optional.of(Finding.problem(part.title(), object + " is missing", apply()));
        }
        return notReady(object, live.get()).or(() -> difference(wanted, live.get())
                .map(difference -> differs(object + " is not as shipped: " + difference)));
    }

    private Finding differs(String found) {
        return part.adaptable()
                ? Finding.warning(part.title(), found, "nothing, if an overlay of yours sets it; else: " + apply())
                : Finding.problem(part.title(), found, apply());
    }

    private Optional<Finding> notReady(String object, JsonNode live) {
        if (!part.readiness()) {
            return Optional.empty();
        }
        Optional<JsonNode> ready = StreamSupport.stream(
                        live.at("/status/conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals("Ready"))
                .findFirst();
        if (ready.filter(condition -> condition.path("status").asText().equals("True"))
                .isPresent()) {
            return Optional.empty();
        }
        String why = ready.map(condition -> condition.path("reason").asText() + ": "
                        + condition.path("message").asText())
                .orElse("it is not evaluated yet");
        return Optional.of(Finding.problem(
                part.title(),
                object + " is not Ready: " + why,
                "kubectl describe -n " + live.at("/metadata/namespace").asText() + " "
                        + new ApiKind(part.apiVersion(), part.kind(), null).plural() + "."
                        + part.apiVersion().replaceFirst("/.*", "") + " " + name(live)));
    }

    /** Additional fields are defaults or additions of the cluster; images, and what is served, differ by installation. */
    private static Optional<Difference> difference(JsonNode wanted, JsonNode live) {
        ObjectNode expected = wanted.deepCopy();
        ObjectNode found = live.deepCopy();
        ((ObjectNode) found.path("metadata")).remove("managedFields");
        JsonNode containers = expected.at("/spec/template/spec/containers");
        for (int i = 0; i < containers.size(); i++) {
            JsonNode image = found.at("/spec/template/spec/containers/" + i + "/image");
            ((ObjectNode) containers.get(i)).put("image", image.asText());
            removeServed(found.at("/spec/template/spec/containers/" + i + "/env"));
        }
        return Comparison.firstDifference(expected, found);
    }

    private static void removeServed(JsonNode env) {
        for (Iterator<JsonNode> variables = env.elements(); variables.hasNext(); ) {
            if (variables.next().path("name").asText().startsWith("ISBSVC_SERVED_")) {
                variables.remove();
            }
        }
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
