package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.TreeSize;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a tree into the records of the model. No value is dropped or coerced silently: an unknown field or a value of another type
 * is a violation, and all are reported at once.
 */
public final class StrictReader {

    /** Reads what was checked before, so it can be lenient about fields that newer servers add to a status. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StrictReader() {}

    /**
     * Reads a user's resource without the fields that do not fit, so that the rules can check all others and everything is reported
     * at once.
     */
    public static Reading whatFits(JsonNode tree) {
        Optional<Violation> excess = excess(tree.path("spec"), "spec");
        if (excess.isPresent()) {
            return new Reading(withoutSpec(tree), List.of(excess.get()), List.of("spec"));
        }
        List<Violation> violations = new ArrayList<>();
        new TypeCheck(MAPPER, violations).check(tree.path("spec"), InterStepBufferService.Spec.class, "spec");
        ObjectNode fitting = tree.deepCopy();
        List<String> leftOut = violations.stream()
                .map(violation -> new DroppedField(violation.path()).from(fitting))
                .toList();
        return new Reading(MAPPER.convertValue(fitting, InterStepBufferService.class), violations, leftOut);
    }

    /**
     * A resource without the fields that do not fit.
     *
     * @param violations the violations of those fields
     * @param leftOut their paths
     */
    public record Reading(InterStepBufferService service, List<Violation> violations, List<String> leftOut) {

        /** Whether a field was left out, so that it cannot be checked further. */
        public boolean isLeftOut(String path) {
            return leftOut.stream()
                    .anyMatch(out -> path.equals(out) || path.startsWith(out + ".") || path.startsWith(out + "["));
        }
    }

    /** Reads only metadata and status, for what must work with any spec. */
    public static InterStepBufferService withoutSpec(JsonNode tree) {
        ObjectNode copy = MAPPER.createObjectNode();
        tree.properties().stream()
                .filter(field -> !field.getKey().equals("spec"))
                .forEach(field -> copy.set(field.getKey(), field.getValue()));
        return MAPPER.convertValue(copy, InterStepBufferService.class);
    }

    /**
     * Reads a part of a document that another program owns, which may know more fields.
     *
     * @param unknown accepts the path of each ignored field
     */
    public static <T> Parsed<T> readLeniently(JsonNode tree, Class<T> type, String path, Consumer<String> unknown) {
        Optional<Violation> excess = excess(tree, path);
        if (excess.isPresent()) {
            return Parsed.refused(excess.get());
        }
        List<Violation> violations = new ArrayList<>();
        JsonNode known = tree.deepCopy();
        TypeCheck check = new TypeCheck(MAPPER, violations);
        check.check(known, type, path);
        check.removeUnknownFields();
        violations.stream()
                .filter(Violation::isUnknownField)
                .map(Violation::path)
                .forEach(unknown);
        violations.removeIf(Violation::isUnknownField);
        return violations.isEmpty() ? Parsed.of(MAPPER.convertValue(known, type)) : Parsed.refused(violations);
    }

    /** Reads any other part of a document that a user wrote. */
    public static <T> Parsed<T> read(JsonNode tree, Class<T> type, String path) {
        List<Violation> violations = violations(tree, type, path);
        return violations.isEmpty() ? Parsed.of(MAPPER.convertValue(tree, type)) : Parsed.refused(violations);
    }

    /** The violation of a tree that is too large or too deep to be read, if any. */
    private static Optional<Violation> excess(JsonNode tree, String path) {
        if (TreeSize.isAbove(Bounds.SPEC_BYTES, tree)) {
            return Optional.of(
                    new Violation(path, "more than that", "at most " + Bounds.SPEC_BYTES + " bytes as JSON"));
        }
        return TreeSize.isDeeper(Bounds.DEPTH, tree)
                ? Optional.of(new Violation(
                        path, "fields nested deeper than that", "at most " + Bounds.DEPTH + " levels of fields"))
                : Optional.empty();
    }

    private static List<Violation> violations(JsonNode tree, Class<?> type, String path) {
        List<Violation> violations = new ArrayList<>(excess(tree, path).stream().toList());
        if (violations.isEmpty()) {
            new TypeCheck(MAPPER, violations).check(tree, type, path);
        }
        return violations;
    }
}
