package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Records on a child that the API server, or a webhook, does not keep what we write, so that it is not written forever. It records
 * the fields and the rendering: another difference, or another rendering, is written as usual.
 */
final class NotKept {

    private NotKept() {}

    /**
     * Whether all of this was seen before to be reverted after two writes. An addition to what is rendered never is: one write shows
     * whether it is a default.
     */
    static boolean explains(JsonNode live, JsonNode desired, List<Difference> differences) {
        return differences.stream().noneMatch(Difference::isAddition)
                && ObjectMetas.annotation(live, Annotations.NOT_KEPT).equals(note(desired, differences));
    }

    static ObjectNode noted(ObjectNode replacement, JsonNode desired, List<Difference> lost) {
        replacement.withObject("/metadata/annotations").put(Annotations.NOT_KEPT, note(desired, lost));
        return replacement;
    }

    private static String note(JsonNode desired, List<Difference> differences) {
        String places = differences.stream().map(Difference::path).sorted().collect(Collectors.joining(" "));
        return Digest.sha256(ObjectMetas.annotation(desired, Annotations.RENDERED) + " " + places);
    }
}
