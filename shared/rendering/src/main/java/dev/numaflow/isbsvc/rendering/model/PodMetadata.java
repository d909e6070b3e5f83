package dev.numaflow.isbsvc.rendering.model;

import java.util.Map;

/** Labels and annotations that the user wants on the pods. */
public record PodMetadata(Map<String, String> labels, Map<String, String> annotations) {

    static final PodMetadata EMPTY = new PodMetadata(Map.of(), Map.of());

    public Map<String, String> labelsOrEmpty() {
        return labels == null ? Map.of() : labels;
    }

    public Map<String, String> annotationsOrEmpty() {
        return annotations == null ? Map.of() : annotations;
    }
}
