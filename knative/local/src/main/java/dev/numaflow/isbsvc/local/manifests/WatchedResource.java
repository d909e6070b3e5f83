package dev.numaflow.isbsvc.local.manifests;

import java.util.Map;

/** One type that a source watches, and its label selector; no labels means every object. */
public record WatchedResource(ObjectType type, Map<String, String> labels) {

    static WatchedResource read(Fields fields) {
        return new WatchedResource(
                ObjectType.read(fields),
                fields.optionalObject("selector", selector -> selector.map("matchLabels"))
                        .orElse(Map.of()));
    }
}
