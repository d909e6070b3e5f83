package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.regex.Pattern;

/** Tells what a rendered StatefulSet would change of the pods that run, and keeps them as they are where that must not be. */
final class KeptTemplate {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Pattern MARK = Pattern.compile("[0-9a-f]{16}");
    private static final String REASON_COPIED =
            "each pod would come back without its copy of all messages, and nobody checks yet that it has caught up"
                    + " before the next one goes";
    private static final String REASON_SINGLE =
            "replacing a pod of a service without persistence loses the messages of which it has the only copy";

    private KeptTemplate() {}

    /** The differences that replace the pods. */
    static List<Difference> differences(JsonNode rendered, JsonNode live) {
        return Comparison.differences(templateOf(rendered, false), templateOf(live, true));
    }

    /** Whether what was rendered last is rendered again: a field that is rendered no longer looks like a default. */
    static boolean isRenderedAsBefore(JsonNode rendered, JsonNode live) {
        return rendered(rendered).equals(rendered(live));
    }

    /** Whether the live object says what it was rendered from; a person may have removed that. */
    static boolean isMarked(JsonNode live) {
        return MARK.matcher(rendered(live)).matches();
    }

    /** The pods that run; where nothing says what they were rendered from, they are taken to be what is rendered now. */
    static PinnedPodTemplate pods(JsonNode rendered, JsonNode live) {
        try {
            return new PinnedPodTemplate(
                    JSON.treeToValue(live.path("spec").path("template"), PodTemplateSpec.class),
                    rendered(isMarked(live) ? live : rendered));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server keeps a pod template that is none", e);
        }
    }

    /** The change that is held; whoever approves it approves this very template. */
    static HeldChange change(ValidService wanted, JsonNode rendered, String what, StoredMessages stored) {
        String id = HeldChange.id(
                wanted, "template", what, rendered.at("/spec/template").toString());
        boolean copied = stored == StoredMessages.COPIED;
        return new HeldChange(
                id,
                "spec.jetstream (pod template)",
                "as it is",
                what,
                copied ? Effect.STEPS : Effect.HELD,
                copied ? REASON_COPIED : REASON_SINGLE,
                "Take the change back, wait until there are no messages, or approve the loss with the annotation "
                        + Annotations.APPROVE + ": " + id);
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

    private static String rendered(JsonNode statefulSet) {
        return statefulSet
                .path("metadata")
                .path("annotations")
                .path(Annotations.RENDERED)
                .asText();
    }
}
