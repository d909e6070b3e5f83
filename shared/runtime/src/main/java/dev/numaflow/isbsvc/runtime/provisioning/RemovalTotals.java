package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The totals of all deletions of one reconcile for each Pipeline or service that receives the Event: a limited number of Events
 * cannot name every stream, and their numbers should not have to be added up by hand.
 */
final class RemovalTotals {

    private RemovalTotals() {}

    /** By receiver of the Event; not for a single stream, whose message has its own numbers. */
    static Map<JsonNode, String> texts(List<ActionResult> results) {
        Map<JsonNode, StreamTotals> totals = new LinkedHashMap<>();
        results.forEach(each -> totals.merge(each.about(), each.removed(), StreamTotals::plus));
        Map<JsonNode, String> texts = new LinkedHashMap<>();
        totals.forEach((about, total) -> {
            if (total.all() > 1) {
                texts.put(about, "deleted " + total);
            }
        });
        return texts;
    }
}
