package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import java.util.HashMap;
import java.util.Map;

/** The labels that the pods of a service will carry, ours and the user's. */
final class PodLabels {

    private PodLabels() {}

    static Map<String, String> of(ValidService service) {
        Map<String, String> labels = new HashMap<>();
        Trees.of(Children.statefulSet(service, Running.NOTHING))
                .at("/spec/template/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
