package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * The volumes of a service as its live objects show them.
 *
 * @param target the size that is asked for
 * @param unsettled why the StatefulSet cannot be created again now without a pod being touched; empty where it can
 */
public record VolumeState(VolumeClaims claims, VolumeSize target, Optional<Unsettled> unsettled) {

    /**
     * The garbage collector deletes what it did not know of when a StatefulSet was deleted and its pods were to stay. It knows of a pod
     * within moments.
     */
    static final Duration KNOWN = Duration.ofSeconds(30);

    /**
     * What has to pass before the StatefulSet is created again.
     *
     * @param what in words for users
     * @param isReported whether an event reports the end of it
     */
    public record Unsettled(String what, boolean isReported) {}

    /** Reads it from objects of the API server. @param now from which follows how old the pods are */
    public static VolumeState of(
            JsonNode statefulSet, List<JsonNode> claims, List<JsonNode> pods, VolumeSize target, Instant now) {
        return new VolumeState(
                VolumeClaims.of(statefulSet, claims),
                target,
                unsettled(statefulSet, RollState.of(statefulSet, pods)).or(() -> young(statefulSet, pods, now)));
    }

    private static Optional<Unsettled> unsettled(JsonNode statefulSet, RollState roll) {
        if (statefulSet.at("/metadata").hasNonNull("deletionTimestamp")) {
            return reported("the StatefulSet is being deleted");
        }
        if (Running.areStepsUnderWay(statefulSet)) {
            return reported("its pods are replaced in steps");
        }
        if (!roll.isObserved()) {
            return reported("the StatefulSet controller has not seen the last write yet");
        }
        boolean areAllNew =
                roll.nodes().size() == roll.replicas() && roll.updated().size() == roll.replicas();
        return areAllNew && roll.nodes().stream().noneMatch(RollState.RolledNode::terminating)
                ? Optional.empty()
                : reported("not every pod is there and has the newest template");
    }

    private static Optional<Unsettled> reported(String what) {
        return Optional.of(new Unsettled(what, true));
    }

    private static Optional<Unsettled> young(JsonNode statefulSet, List<JsonNode> pods, Instant now) {
        String uid = statefulSet.at("/metadata/uid").asText();
        return pods.stream()
                .filter(pod -> pod.at("/metadata/ownerReferences")
                        .findValuesAsText("uid")
                        .contains(uid))
                .filter(pod -> !created(pod).plus(KNOWN).isBefore(now))
                .findFirst()
                .map(pod -> new Unsettled(
                        "pod " + pod.at("/metadata/name").asText() + " was created within the last " + KNOWN.toSeconds()
                                + " s",
                        false));
    }

    /** A time that cannot be read counts as now. */
    private static Instant created(JsonNode pod) {
        try {
            return Instant.parse(pod.at("/metadata/creationTimestamp").asText());
        } catch (DateTimeParseException unreadable) {
            return Instant.MAX.minus(KNOWN);
        }
    }
}
