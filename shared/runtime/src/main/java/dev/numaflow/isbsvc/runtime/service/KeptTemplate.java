package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;

/**
 * The pod template of servers that must not be replaced, because the only copy of the messages would go with the pod.
 *
 * @param live the template as it runs, where a rendered one could replace the pod; nothing where it is the same
 * @param change what is held by that, where it can be told
 */
record KeptTemplate(Optional<PodTemplateSpec> live, Optional<HeldChange> change) {

    static final KeptTemplate NONE = new KeptTemplate(Optional.empty(), Optional.empty());

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static KeptTemplate of(ValidService service, Running running, JsonNode statefulSet) {
        JsonNode rendered = Rendered.statefulSet(service, running);
        Optional<Difference> difference =
                Comparison.firstDifference(templateOf(rendered, false), templateOf(statefulSet, true));
        boolean renderedAsBefore = Trees.annotation(statefulSet, Annotations.RENDERED)
                .equals(Trees.annotation(rendered, Annotations.RENDERED));
        return difference.isEmpty() && renderedAsBefore
                ? NONE
                : new KeptTemplate(
                        Optional.of(model(statefulSet)),
                        difference.map(d -> ChangePolicy.heldTemplate(service, d.toString())));
    }

    /** An object with nothing but the template, and who owns what of it. */
    private static ObjectNode templateOf(JsonNode statefulSet, boolean owned) {
        ObjectNode tree = JSON.createObjectNode();
        tree.putObject("spec").set("template", statefulSet.path("spec").path("template"));
        if (owned) {
            tree.putObject("metadata")
                    .set("managedFields", statefulSet.path("metadata").path("managedFields"));
        }
        return tree;
    }

    private static PodTemplateSpec model(JsonNode statefulSet) {
        try {
            return JSON.treeToValue(statefulSet.path("spec").path("template"), PodTemplateSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server keeps a pod template that is none", e);
        }
    }
}
