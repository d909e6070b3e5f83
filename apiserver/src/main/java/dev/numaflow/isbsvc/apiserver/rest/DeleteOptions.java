package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.Map;

/** The options of a deletion. A grace period of -1 means the object's own. */
record DeleteOptions(String uid, String resourceVersion, Propagation propagation, long grace, boolean dryRun) {

    /** The propagation policy for dependants. */
    enum Propagation {
        UNSPECIFIED,
        BACKGROUND,
        FOREGROUND,
        ORPHAN
    }

    static DeleteOptions background() {
        return new DeleteOptions("", "", Propagation.BACKGROUND, -1, false);
    }

    /** Reads them from the body or, where absent there, from the query. */
    static DeleteOptions of(JsonNode body, Map<String, String> query) {
        JsonNode preconditions = body.path("preconditions");
        String propagation = body.path("propagationPolicy").asText(query.getOrDefault("propagationPolicy", ""));
        boolean orphan = body.path("orphanDependents")
                .asBoolean(Boolean.parseBoolean(query.getOrDefault("orphanDependents", "false")));
        return new DeleteOptions(
                preconditions.path("uid").asText(),
                preconditions.path("resourceVersion").asText(),
                propagation(orphan ? "Orphan" : propagation),
                body.path("gracePeriodSeconds").asLong(Numbers.of(query, "gracePeriodSeconds", -1)),
                body.path("dryRun").path(0).asText().equals("All")
                        || query.getOrDefault("dryRun", "").equals("All"));
    }

    private static Propagation propagation(String name) {
        return switch (name) {
            case "" -> Propagation.UNSPECIFIED;
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            case "Orphan" -> Propagation.ORPHAN;
            default ->
                throw Failures.invalidOptions(
                        "DeleteOptions",
                        Violation.unsupported(
                                "propagationPolicy",
                                "\"" + name + "\"",
                                "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        };
    }

    /** Only a running pod on a node gets a grace period; everything else is deleted immediately. */
    long gracePeriod(ResourceType type, JsonNode object) {
        String phase = Json.at(object, "status", "phase").asText();
        boolean scheduled = !Json.at(object, "spec", "nodeName").asText().isEmpty();
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        if (!type.is("", "pods") || !scheduled || over) {
            return 0;
        }
        return grace >= 0
                ? grace
                : Json.at(object, "spec", "terminationGracePeriodSeconds").asLong();
    }
}
