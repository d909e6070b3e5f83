package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.List;
import java.util.function.Function;

/** One object of a user's file, with its namespace resolved. */
record Manifest(JsonNode tree) {

    String kind() {
        return tree.path("kind").asText();
    }

    /** Whether it is of Numaflow's API group; other groups have kinds of the same name. */
    boolean isAnyOf(List<String> kinds) {
        return kinds.contains(kind()) && tree.path("apiVersion").asText().equals(Kinds.API_VERSION);
    }

    /** Parses it; each violation names the object. */
    <T> Parsed<T> read(Function<JsonNode, Parsed<T>> reader) {
        Parsed<T> result = reader.apply(tree);
        return result.isGood() ? result : Parsed.refused(ours(result.violations()));
    }

    private List<Violation> ours(List<Violation> violations) {
        return violations.stream()
                .map(violation -> new Violation(this + ": " + violation.path(), violation.found(), violation.allowed()))
                .toList();
    }

    @Override
    public String toString() {
        JsonNode metadata = tree.path("metadata");
        return kind() + " " + metadata.path("namespace").asText() + "/"
                + metadata.path("name").asText("(without name)");
    }
}
