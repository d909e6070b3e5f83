package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A node whose pod no machine takes, because its volume is gone, or the one machine that had it is. That follows from what the API server
 * has; how long a pod waits proves nothing.
 *
 * @param ordinal of its pod
 * @param node the name of its pod
 * @param podUid the uid of that
 * @param claim of its volume
 * @param since when the loss was first proved, as the claim records it of this pod; empty where it does not
 * @param isProved whether the API server shows the loss; otherwise only the scheduler's words speak for it
 * @param why in words for users
 */
public record LostNode(
        int ordinal,
        String node,
        String podUid,
        JsonNode claim,
        Optional<Instant> since,
        boolean isProved,
        String why) {

    private static final int LONGEST = 300;

    /** The scheduler's words, of older and of newer releases. They are reported, and prove nothing. */
    private static final Pattern OF_THE_VOLUME =
            Pattern.compile("volume node affinity|PersistentVolume's node affinity", Pattern.CASE_INSENSITIVE);

    /** All such nodes of a StatefulSet with volumes, in the order of their ordinals. */
    public static List<LostNode> all(
            JsonNode statefulSet, List<JsonNode> claims, List<JsonNode> pods, VolumeMachine.Lookup machines) {
        String template = template(statefulSet);
        return pods(statefulSet, pods)
                .flatMap(pod -> named(claims, template + "-" + name(pod))
                        .filter(claim -> !isDeleting(claim))
                        .flatMap(claim -> of(ordinal(pod), pod, claim, machines))
                        .stream())
                .toList();
    }

    /**
     * The name of the first node whose pod waits, and whose claim is gone; empty where there are too few nodes for one to be replaced.
     *
     * @param isThere whether there is a claim of this name: one without our labels is in no list
     */
    public static Optional<String> withoutClaim(
            JsonNode statefulSet, List<JsonNode> claims, List<JsonNode> pods, Predicate<String> isThere) {
        String template = template(statefulSet);
        return pods(statefulSet, pods)
                .filter(pod ->
                        Running.canLoseADisk(statefulSet) && unscheduled(pod).isPresent())
                .map(LostNode::name)
                .filter(pod -> named(claims, template + "-" + pod).isEmpty() && !isThere.test(template + "-" + pod))
                .findFirst();
    }

    private static String template(JsonNode statefulSet) {
        return statefulSet.at("/spec/volumeClaimTemplates/0/metadata/name").asText();
    }

    /** In the order of their ordinals; none where they have no volumes. */
    private static Stream<JsonNode> pods(JsonNode statefulSet, List<JsonNode> pods) {
        String name = statefulSet.at("/metadata/name").asText();
        String uid = statefulSet.at("/metadata/uid").asText();
        int nodes = template(statefulSet).isEmpty() ? 0 : Math.min(Running.replicas(statefulSet), Bounds.NODES);
        return IntStream.range(0, nodes)
                .mapToObj(ordinal -> named(pods, name + "-" + ordinal))
                .flatMap(Optional::stream)
                .filter(pod -> pod.at("/metadata/ownerReferences")
                        .findValuesAsText("uid")
                        .contains(uid));
    }

    private static int ordinal(JsonNode pod) {
        return Integer.parseInt(name(pod).substring(name(pod).lastIndexOf('-') + 1));
    }

    private static Optional<LostNode> of(int ordinal, JsonNode pod, JsonNode claim, VolumeMachine.Lookup machines) {
        return unscheduled(pod).flatMap(condition -> {
            Loss loss = loss(claim, condition.path("message").asText(), machines);
            String uid = pod.at("/metadata/uid").asText();
            return loss.why()
                    .map(why -> new LostNode(ordinal, name(pod), uid, claim, since(claim, uid), loss.isProved(), why));
        });
    }

    /** Of another pod it says nothing: that one was lost another time. */
    private static Optional<Instant> since(JsonNode claim, String podUid) {
        String record =
                claim.at("/metadata/annotations").path(Annotations.LOST_SINCE).asText();
        return record.startsWith(podUid + " ") ? time(record.substring(podUid.length() + 1)) : Optional.empty();
    }

    /** Its claim, with the record that the loss is proved now. */
    public ObjectNode recorded(Instant now) {
        ObjectNode recorded = claim.deepCopy();
        recorded.withObject("/metadata/annotations").put(Annotations.LOST_SINCE, podUid + " " + now);
        return recorded;
    }

    private record Loss(boolean isProved, Optional<String> why) {}

    private static Loss loss(JsonNode claim, String words, VolumeMachine.Lookup machines) {
        String phase = claim.at("/status/phase").asText();
        if (phase.equals("Lost")) {
            return new Loss(true, Optional.of("its claim " + name(claim) + " is Lost: the volume is gone"));
        }
        VolumeMachine machine = phase.equals("Bound") ? machines.of(claim) : new VolumeMachine.There();
        if (machine instanceof VolumeMachine.Gone gone) {
            return new Loss(true, Optional.of(gone.why()));
        }
        boolean isHidden = machine instanceof VolumeMachine.Hidden
                && OF_THE_VOLUME.matcher(words).find();
        return new Loss(
                false,
                isHidden
                        ? Optional.of("no machine that takes pods has its volume (" + Shown.cut(words, LONGEST)
                                + "), and whether the one that had it is gone cannot be seen without the right to get"
                                + " PersistentVolumes, and to get and list Nodes")
                        : Optional.empty());
    }

    /** The condition of a pod that no machine has ever taken. */
    private static Optional<JsonNode> unscheduled(JsonNode pod) {
        boolean isWaiting = pod.at("/status/phase").asText("Pending").equals("Pending")
                && pod.at("/spec/nodeName").asText().isEmpty()
                && !isDeleting(pod);
        return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
                .filter(condition -> isWaiting
                        && condition.path("type").asText().equals("PodScheduled")
                        && condition.path("status").asText().equals("False")
                        && condition.path("reason").asText().equals("Unschedulable"))
                .findFirst();
    }

    /** The uid of its claim. */
    public String claimUid() {
        return claim.at("/metadata/uid").asText();
    }

    private static Optional<JsonNode> named(List<JsonNode> objects, String name) {
        return objects.stream().filter(object -> name(object).equals(name)).findFirst();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    private static boolean isDeleting(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
