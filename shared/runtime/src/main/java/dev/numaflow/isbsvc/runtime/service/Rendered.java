package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Rendered children that are looked at before they are applied. */
final class Rendered {

    private Rendered() {}

    /** The StatefulSet, which is the last of the children. */
    static JsonNode statefulSet(ValidService service, Running running) {
        List<HasMetadata> children = Children.render(service, running);
        return Trees.of(children.get(children.size() - 1));
    }
}
