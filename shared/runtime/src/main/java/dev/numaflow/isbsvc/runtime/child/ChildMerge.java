package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.ContentOwners;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Separates our part of a child from that of others. Everything but its metadata and status is entirely ours; of the metadata only
 * the desired labels, annotations and owner. It does not decide whether to write.
 */
final class ChildMerge {

    private static final Set<String> NOT_OURS_WHOLE = Set.of("apiVersion", "kind", "metadata", "status");

    private ChildMerge() {}

    /** An object of another owner under a child's name. */
    static Optional<String> foreignOwner(JsonNode desired, JsonNode live) {
        Optional<JsonNode> owner = ObjectMetas.controller(live);
        if (owner.isPresent()) {
            String uid = owner.get().path("uid").asText();
            return ObjectMetas.isControlledBy(desired, uid) ? Optional.empty() : Optional.of(named(owner.get()));
        }
        return LostOwner.isLikely(live, ObjectMetas.label(desired, Labels.SERVICE_NAME))
                ? Optional.empty()
                : Optional.of("somebody who is not named");
    }

    /** Whether the live child comes from a newer generation of the service or from a newer renderer. */
    static boolean isNewer(JsonNode live, JsonNode desired) {
        return number(live, Annotations.GENERATION) > number(desired, Annotations.GENERATION)
                || number(live, Annotations.RENDERER) > number(desired, Annotations.RENDERER);
    }

    /** Whether nothing differed but our annotations, or field ownership, and what was rendered is the same. */
    static boolean isMarkAlone(List<Difference> differences, JsonNode before, JsonNode after) {
        return differences.isEmpty()
                || differences.get(0).path().startsWith("metadata.annotations")
                        && ObjectMetas.annotation(before, Annotations.RENDERED)
                                .equals(ObjectMetas.annotation(after, Annotations.RENDERED));
    }

    /**
     * Only guarded steps lower the partition, so the live value is kept, whatever was read before. A template that is rolled out in
     * steps raises it in the same write, so that no pod is replaced by the write itself. Any other template raises it while steps are
     * under way: it may come from a plan that was made before them, and a node is away.
     */
    static ObjectNode withLivePartition(ObjectNode desired, JsonNode live) {
        if (!desired.path("kind").asText().equals(ObjectKind.STATEFUL_SET.kind())) {
            return desired;
        }
        if (RunningEncryption.before(live).isPresent() && !Running.canStep(live)) {
            // A node with a disk that is below the partition again comes back with the encryption before.
            return Running.withPartition(withLiveReplicas(desired, live), Running.partition(live));
        }
        int partition = Math.max(Running.partition(desired), Running.partition(live));
        return Running.withPartition(
                withLiveMark(withLiveReplicas(desired, live), live),
                startsAgain(desired, live) ? Math.max(partition, Running.replicas(live)) : partition);
    }

    /** While steps change the number of nodes, only they write it. */
    private static ObjectNode withLiveReplicas(ObjectNode desired, JsonNode live) {
        return hasReplicas(desired) ? desired : Running.withReplicas(desired, Running.replicas(live));
    }

    /** What was planned before a last roll began does not end it: without its mark no step would move the partition. */
    private static ObjectNode withLiveMark(ObjectNode desired, JsonNode live) {
        if (!Running.isLastRoll(live) || !Running.areStepsUnderWay(live)) {
            return desired;
        }
        ObjectNode marked = desired.deepCopy();
        marked.withObject("/metadata/annotations").put(Annotations.ADOPTED, Running.LAST_ROLL);
        return marked;
    }

    private static boolean hasReplicas(JsonNode statefulSet) {
        return statefulSet.path("spec").hasNonNull("replicas");
    }

    /** Whether it can be made: without a live one, nobody knows how many nodes a StatefulSet had in the middle of steps. */
    static boolean isWhole(JsonNode desired) {
        return !desired.path("kind").asText().equals(ObjectKind.STATEFUL_SET.kind()) || hasReplicas(desired);
    }

    private static boolean startsAgain(JsonNode desired, JsonNode live) {
        return Running.rollsNodeByNode(live)
                && Running.areStepsUnderWay(live)
                && (!ObjectMetas.annotation(desired, Annotations.RENDERED)
                                .equals(ObjectMetas.annotation(live, Annotations.RENDERED))
                        || !Comparison.differences(ofTemplate(desired), ofTemplate(live))
                                .isEmpty());
    }

    /** The pod template alone, with who owns its fields. */
    private static ObjectNode ofTemplate(JsonNode statefulSet) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("spec").set("template", statefulSet.at("/spec/template"));
        tree.putObject("metadata").set("managedFields", statefulSet.at("/metadata/managedFields"));
        return tree;
    }

    /** The object to write: the live one with our part replaced. */
    static ObjectNode replacement(JsonNode desired, JsonNode live) {
        ObjectNode next = live.deepCopy();
        next.retain(NOT_OURS_WHOLE);
        desired.properties().forEach(field -> {
            if (!NOT_OURS_WHOLE.contains(field.getKey())) {
                next.set(field.getKey(), field.getValue());
            }
        });
        ObjectNode metadata = next.withObject("metadata");
        metadata.withObject("labels")
                .setAll((ObjectNode) desired.path("metadata").path("labels"));
        metadata.withObject("annotations")
                .setAll((ObjectNode) desired.path("metadata").path("annotations"));
        // It may have been left to Numaflow's controller before.
        metadata.withObject("annotations").remove(Annotations.RELEASE);
        metadata.set("ownerReferences", owners(desired, live));
        metadata.set("managedFields", managers(live));
        return next;
    }

    /** The live object with no field owner but us for its content. */
    static ObjectNode disowned(JsonNode live) {
        ObjectNode disowned = live.deepCopy();
        disowned.withObject("metadata").set("managedFields", managers(live));
        return disowned;
    }

    /** An empty list would leave the managers unchanged; one empty entry means that there are none. */
    private static ArrayNode managers(JsonNode live) {
        ArrayNode managers = ContentOwners.withoutOthers(live);
        if (managers.isEmpty()) {
            managers.addObject();
        }
        return managers;
    }

    private static ArrayNode owners(JsonNode desired, JsonNode live) {
        ArrayNode owners = desired.path("metadata").withArray("ownerReferences").deepCopy();
        for (JsonNode owner : live.path("metadata").path("ownerReferences")) {
            if (!owner.path("controller").asBoolean()
                    && !ObjectMetas.isControlledBy(desired, owner.path("uid").asText())) {
                owners.add(owner);
            }
        }
        return owners;
    }

    private static String named(JsonNode owner) {
        return owner.path("kind").asText() + " " + owner.path("name").asText();
    }

    private static long number(JsonNode object, String annotation) {
        try {
            return Long.parseLong(ObjectMetas.annotation(object, annotation));
        } catch (NumberFormatException absentOrEdited) {
            // Then it counts as older than any, and is repaired.
            return 0;
        }
    }
}
