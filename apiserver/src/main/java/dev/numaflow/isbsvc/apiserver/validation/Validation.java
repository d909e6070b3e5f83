package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.rest.Failures;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Validates a state: schema, metadata and the rules of the type; reports all violations at once. */
public final class Validation {
    private Validation() {}

    /** Rejects an invalid new object. */
    public static void ofNew(ObjectNode object, ResourceType type) {
        List<Violation> violations = new ArrayList<>(MetadataRules.check(object, type));
        violations.addAll(SchemaRules.check(object, type));
        violations.addAll(TypeRules.check(object, type));
        refuse(violations, object, type);
    }

    /** Rejects an update that is invalid or changes an immutable field. */
    public static void ofChange(ObjectNode before, ObjectNode after, ResourceType type, boolean status) {
        List<Violation> violations = new ArrayList<>(MetadataRules.check(after, type));
        violations.addAll(MetadataRules.checkChange(before, after));
        violations.addAll(SchemaRules.check(after, type));
        if (!status) {
            violations.addAll(TypeRules.check(after, type));
            violations.addAll(ImmutabilityRules.check(before, after, type));
        }
        refuse(violations, after, type);
    }

    private static void refuse(List<Violation> violations, ObjectNode object, ResourceType type) {
        if (!violations.isEmpty()) {
            throw Failures.invalid(type, Metadata.name(object), violations);
        }
    }
}
