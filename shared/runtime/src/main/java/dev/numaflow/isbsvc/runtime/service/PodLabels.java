package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.HashMap;
import java.util.Map;

/** The labels that the pods of a service will carry, ours and the user's. */
final class PodLabels {

    private PodLabels() {}

    static Map<String, String> of(ValidService service) {
        Map<String, String> labels = new HashMap<>();
        Rendered.statefulSet(service, Running.NOTHING)
                .at("/spec/template/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
