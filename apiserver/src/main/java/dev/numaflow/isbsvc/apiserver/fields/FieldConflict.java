package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields.Manager;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An apply that would change fields which other managers own. */
public final class FieldConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ArrayNode causes = Json.array();

    FieldConflict(Map<Manager, FieldSet> conflicts) {
        super(message(conflicts));
        conflicts.forEach((manager, set) -> set.forEach(path -> causes.addObject()
                .put("reason", "FieldManagerConflict")
                .put("message", "conflict with " + describe(manager))
                .put("field", PathElements.readable(path))));
    }

    /** The causes as a Status object holds them. */
    public ArrayNode causes() {
        return causes;
    }

    private static String message(Map<Manager, FieldSet> conflicts) {
        int count = 0;
        List<String> parts = new ArrayList<>();
        for (Map.Entry<Manager, FieldSet> each : conflicts.entrySet()) {
            List<String> paths = new ArrayList<>();
            each.getValue().forEach(path -> paths.add("- " + PathElements.readable(path)));
            count += paths.size();
            parts.add("conflicts with " + describe(each.getKey()) + ":\n" + String.join("\n", paths));
        }
        return count == 1
                ? "Apply failed with 1 conflict: "
                        + parts.get(0)
                                .replaceFirst("conflicts with", "conflict with")
                                .replace(":\n- ", ": ")
                : "Apply failed with " + count + " conflicts: " + String.join("\n", parts);
    }

    private static String describe(Manager manager) {
        String text = "\"" + manager.name() + "\"";
        if (!manager.subresource().isEmpty()) {
            text += " with subresource \"" + manager.subresource() + "\"";
        }
        return manager.applies() ? text : text + " using " + manager.apiVersion();
    }
}
