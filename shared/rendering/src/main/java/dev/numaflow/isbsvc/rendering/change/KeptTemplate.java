package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares a rendered StatefulSet with the running pods, and pins their template where they must not be replaced. */
final class KeptTemplate {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Pattern MARK = Pattern.compile("[0-9a-f]{16}");
    private static final String REASON_COPIED =
            "each pod would come back without its copy of all messages, and of fewer than three copies no majority stays"
                    + " while one is away";
    private static final String WAY_OUT =
            "Take the change back, wait until there are no messages, or approve the loss with the annotation ";
    private static final String WAY_OUT_COPIED =
            "Give every stream and durable consumer three copies, then it goes in steps; or take the change back, wait until there"
                    + " are no messages, or approve the loss with the annotation ";
    private static final String REASON_SINGLE =
            "replacing a pod of a service without persistence loses the messages of which it has the only copy";

    private static final String NO_LONGER = "without what is asked for no longer";

    private KeptTemplate() {}

    /** The differences that replace the pods. */
    static List<Difference> differences(JsonNode rendered, JsonNode live) {
        return Comparison.differences(templateOf(rendered, false), templateOf(live, true));
    }

    /** Whether the same content was rendered last; a field that is no longer rendered looks like a default. */
    static boolean isRenderedAsBefore(JsonNode rendered, JsonNode live) {
        return rendered(rendered).equals(rendered(live));
    }

    /** Whether the same pods were rendered last, of however many nodes. */
    static boolean arePodsRenderedAsBefore(JsonNode rendered, JsonNode live) {
        return isRenderedAsBefore(rendered, live) || Children.differsInNodesAlone(rendered, rendered(live));
    }

    /** Whether the live object carries the digest of its rendering; a person may have removed it. */
    static boolean isMarked(JsonNode live) {
        return MARK.matcher(rendered(live)).matches();
    }

    /** The running pod template; without a digest it counts as rendered from the current input. */
    static PinnedPodTemplate pods(JsonNode rendered, JsonNode live) {
        return new PinnedPodTemplate(template(live), rendered(isMarked(live) ? live : rendered));
    }

    /** The running pod template of a service that was adopted, in place of ours with that digest. */
    static PinnedPodTemplate adopted(JsonNode rendered, JsonNode live, String ours) {
        return new PinnedPodTemplate(template(live), rendered(rendered), Optional.of(ours));
    }

    private static PodTemplateSpec template(JsonNode live) {
        try {
            return JSON.treeToValue(live.path("spec").path("template"), PodTemplateSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server keeps a pod template that is none", e);
        }
    }

    /** The change that is held; an approval is valid for this template only. */
    static HeldChange change(
            ValidService desired, JsonNode rendered, List<Difference> differences, StoredMessages stored) {
        String what = differences.isEmpty() ? NO_LONGER : differences.get(0).toString();
        String id = HeldChange.id(
                desired, "template", what, rendered.at("/spec/template").toString());
        boolean copied = stored == StoredMessages.COPIED;
        return new HeldChange(
                id,
                "spec.jetstream (pod template)",
                "as it is",
                what,
                copied ? Effect.STEPS : Effect.HELD,
                copied ? REASON_COPIED : REASON_SINGLE,
                (copied ? WAY_OUT_COPIED : WAY_OUT) + Annotations.APPROVE + ": " + id);
    }

    /** An object with only the template and its field owners. */
    static ObjectNode templateOf(JsonNode statefulSet, boolean owned) {
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
