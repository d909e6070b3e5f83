package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a tree into the records of the model. Nothing is dropped or coerced silently: an unknown field or a value of another
 * type is a violation, and all of them are reported at once.
 */
public final class StrictReader {

    /** Reads what was checked before, so it can be lenient about fields which newer servers add to a status. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** {@code spec}, {@code jetstream}, field. */
    private static final int FIELD_DEPTH = 3;

    private StrictReader() {}

    /**
     * Reads what can be read of a user's resource: a field of {@code spec.jetstream} in which anything does not fit is left out, so
     * that the rules can judge the others and the user is told everything at once.
     */
    public static Reading whatFits(JsonNode tree) {
        List<Violation> violations = new ArrayList<>();
        new TypeCheck(MAPPER, violations).check(tree.path("spec"), InterStepBufferService.Spec.class, "spec");
        ObjectNode fitting = tree.deepCopy();
        violations.forEach(violation -> leaveOut(fitting, violation.path()));
        return new Reading(MAPPER.convertValue(fitting, InterStepBufferService.class), List.copyOf(violations));
    }

    /** A resource without the fields that do not fit, and what is wrong with those. */
    public record Reading(InterStepBufferService service, List<Violation> violations) {

        /** Whether the field at a path was left out, so that nothing more can be said about it. */
        public boolean leftOut(String path) {
            return violations.stream().anyMatch(violation -> {
                String field = String.join(".", outermost(violation.path()));
                return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
            });
        }
    }

    private static void leaveOut(ObjectNode resource, String path) {
        List<String> field = outermost(path);
        JsonNode parent = resource;
        for (String name : field.subList(0, field.size() - 1)) {
            parent = parent.path(name);
        }
        if (parent instanceof ObjectNode object) {
            object.remove(field.get(field.size() - 1));
        }
    }

    /** The field of {@code spec.jetstream} that a path lies in, or the whole path where it is shorter. */
    private static List<String> outermost(String path) {
        List<String> names = List.of(path.replaceAll("\\[.*", "").split("\\.", -1));
        return names.subList(0, Math.min(FIELD_DEPTH, names.size()));
    }

    /** Reads metadata and status alone, for what must work whatever the spec holds. */
    public static InterStepBufferService withoutSpec(JsonNode tree) {
        return MAPPER.convertValue(((ObjectNode) tree.deepCopy()).without("spec"), InterStepBufferService.class);
    }

    /** Reads any other part of a document that a user wrote. */
    public static <T> Parsed<T> read(JsonNode tree, Class<T> type, String path) {
        List<Violation> violations = new ArrayList<>();
        new TypeCheck(MAPPER, violations).check(tree, type, path);
        return violations.isEmpty() ? Parsed.of(MAPPER.convertValue(tree, type)) : Parsed.refused(violations);
    }
}
