package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all deletions of one reconcile come to for each Pipeline or service that is told: a limited number of Events cannot name
 * every stream, and nobody should have to add up those that they name.
 */
final class RemovalTotals {

    private RemovalTotals() {}

    /** By who is told; not for one stream, which tells its own numbers. */
    static Map<JsonNode, String> texts(List<ActionResult> deeds) {
        Map<JsonNode, StreamTotals> totals = new LinkedHashMap<>();
        deeds.forEach(deed -> totals.merge(deed.about(), deed.removed(), StreamTotals::plus));
        Map<JsonNode, String> texts = new LinkedHashMap<>();
        totals.forEach((about, total) -> {
            if (total.all() > 1) {
                texts.put(about, "deleted " + total);
            }
        });
        return texts;
    }
}
