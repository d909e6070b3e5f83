package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is left when all is said and done, without what may differ: identities, versions, times, and what was minted. */
final class EndState {

    private static final List<ObjectKind> KINDS = List.of(
            ObjectKind.ISB_SERVICE,
            ObjectKind.PIPELINE,
            ObjectKind.SERVING_PIPELINE,
            ObjectKind.STATEFUL_SET,
            ObjectKind.SERVICE,
            ObjectKind.CONFIG_MAP,
            ObjectKind.SECRET,
            ObjectKind.POD_DISRUPTION_BUDGET,
            ObjectKind.PERSISTENT_VOLUME_CLAIM,
            ObjectKind.POD);
    private static final List<String> OF_THE_API_SERVER =
            List.of("uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "managedFields", "generation");

    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private EndState() {}

    /** By kind and name. */
    static Map<String, String> of(SimulatedCluster world) {
        UnaryOperator<String> neutral = text -> neutral(text, world.namespace());
        Map<String, String> state = new TreeMap<>();
        for (ObjectKind kind : KINDS) {
            for (JsonNode object : world.all(kind)) {
                state.put(kind + " " + ObjectRef.of(object).name(), neutral.apply(sorted(essence(object))));
            }
        }
        for (String stream : world.streams()) {
            state.put("stream " + neutral.apply(stream), neutral.apply(world.config(stream) + world.consumers(stream)));
        }
        return state;
    }

    private static JsonNode essence(JsonNode object) {
        ObjectNode essence = object.deepCopy();
        ObjectNode metadata = (ObjectNode) essence.path("metadata");
        OF_THE_API_SERVER.forEach(metadata::remove);
        metadata.path("ownerReferences").forEach(owner -> ((ObjectNode) owner).remove("uid"));
        JsonNode annotations = metadata.path("annotations");
        if (annotations.isObject()) {
            // A child keeps the mark of the generation that last changed it, which depends on what was seen of them.
            ((ObjectNode) annotations).remove("isbsvc.numaflow.numaproj.io/generation");
            ((ObjectNode) annotations).remove("isbsvc.numaflow.numaproj.io/rendered");
            // When, and after what, is the way there.
            ((ObjectNode) annotations).remove("isbsvc.numaflow.numaproj.io/config-changed");
            // Notes of who wrote when: how it came to this state.
            ((ObjectNode) annotations).remove("isbsvc.numaflow.numaproj.io/other-writers");
            ((ObjectNode) annotations).remove("isbsvc.numaflow.numaproj.io/repaired");
        }
        essence.at("/status/conditions").forEach(condition -> {
            ((ObjectNode) condition).remove("lastTransitionTime");
            if (condition.path("type").asText().equals("AnnotationsObserved")) {
                ((ObjectNode) condition).put("message", "a digest");
            }
        });
        if (essence.path("kind").asText().equals("Secret")) {
            JsonNode data = essence.path("data");
            data.fieldNames().forEachRemaining(key -> ((ObjectNode) data).put(key, "minted"));
        }
        return essence;
    }

    private static String sorted(JsonNode tree) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(tree, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where two texts part, with a little around it. */
    static String difference(String calm, String disturbed) {
        int at = 0;
        while (at < Math.min(calm.length(), disturbed.length()) && calm.charAt(at) == disturbed.charAt(at)) {
            at++;
        }
        return around(calm, at) + "  <>  " + around(disturbed, at);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 160));
    }

    private static String neutral(String text, String namespace) {
        return text.replace(namespace, "NAMESPACE")
                .replaceAll("\\[[0-9a-f]{8}\\]", "[id]")
                .replaceAll("lose-data-[0-9a-f]{8}", "lose-data-id")
                .replaceAll("(isbsvc\\.numaflow\\.numaproj\\.io/approve: )[0-9a-f]{8}", "$1id")
                // With which others a stream was made depends on what was seen of its Pipeline at that time.
                .replaceAll("made-with\":\"[0-9a-f]+", "made-with\":\"SET")
                // Of a message that names the namespace; the message itself is compared beside it.
                .replaceAll("(\\\\\"digest\\\\\":\\\\\")[0-9a-f]{16}", "$1DIGEST")
                // Of a text in which the uid stands.
                .replaceAll("(rendered-from\":\")[0-9a-f]{16} ", "$1DIGEST ")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID")
                .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME");
    }
}
