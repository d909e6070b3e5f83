package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.compare.NotKeptNote;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.List;

/**
 * Records on a child that the API server, or a webhook, does not keep what we write, so that it is not written forever. It records
 * the fields and the rendering: another difference, or another rendering, is written as usual.
 */
final class NotKept {

    private NotKept() {}

    /** Whether all of this was seen before to be reverted after two writes. */
    static boolean explains(JsonNode live, JsonNode desired, List<Difference> differences) {
        return NotKeptNote.explains(live, desired, differences);
    }

    static ObjectNode noted(ObjectNode replacement, JsonNode desired, List<Difference> lost) {
        replacement.withObject("/metadata/annotations").put(Annotations.NOT_KEPT, NotKeptNote.of(desired, lost));
        return replacement;
    }
}
