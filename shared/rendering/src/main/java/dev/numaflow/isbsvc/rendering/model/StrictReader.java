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

    private StrictReader() {}

    /** Reads a user's resource: its spec strictly, its metadata and status as the API server wrote them. */
    public static Parsed<InterStepBufferService> service(JsonNode tree) {
        List<Violation> violations = new ArrayList<>();
        JsonNode spec = tree.path("spec");
        new TypeCheck(MAPPER, violations).check(spec, InterStepBufferService.Spec.class, "spec");
        return violations.isEmpty()
                ? Parsed.of(MAPPER.convertValue(tree, InterStepBufferService.class))
                : Parsed.refused(violations);
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
