package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Facts;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Part;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.State;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Optional;

/**
 * Decides what becomes of the pods of a service that is left: those of ours are replaced before, where nothing is lost by that.
 *
 * @param statefulSet as the decision renders it
 */
record ReleasedPods(ChangeDecision decision, LiveChildren live, JsonNode statefulSet, Facts facts) {

    private static final String PODS = "pods";
    private static final String ROLLS =
            "the functions replace them one by one by those that Numaflow's controller renders, before they leave the service";
    private static final String LOST =
            "its controller replaces them when it writes its template, and without persistence what they store is lost with them";
    private static final String LOST_IN_MEMORY =
            "with fewer than three copies, what streams and consumers keep in memory is lost when they are replaced";
    private static final String UNLESS = ", unless everything has three copies, which not every server was asked about";
    private static final String UNLESS_ON_DISK = ", and not the only server was asked whether there is such a stream";

    Part part(ReleaseApproval approval) {
        if (Running.isLastRoll(statefulSet) && !Running.arePodsOurs(statefulSet)) {
            return lastRoll();
        }
        if (isHeldByHand()) {
            return Part.blocked(
                    PODS,
                    "somebody has set the partition of the StatefulSet to " + Running.partition(live.statefulSet())
                            + ", which keeps nodes from being replaced, and no step moves it",
                    "Set its spec.updateStrategy.rollingUpdate.partition to 0");
        }
        if (areInSteps()) {
            return Part.blocked(PODS, "they are taken through guarded steps", "Wait until the last step is done");
        }
        if (!Running.arePodsOurs(statefulSet)) {
            return Part.of(PODS, State.DONE, "they are as Numaflow's controller made them");
        }
        return isKept() ? Part.of(PODS, State.ROLL, ROLLS) : lost(approval);
    }

    private boolean isHeldByHand() {
        return Running.areStepsUnderWay(live.statefulSet())
                && !Running.rollsNodeByNode(live.statefulSet())
                && !live.encryption().isUnderWay();
    }

    /** With disks each step asks for what is in memory once more; and while the pods are not ours yet, no last roll can begin. */
    private boolean isKept() {
        boolean isAskedLater = !Running.arePodsOurs(live.statefulSet())
                || facts.copies() == Copies.UNKNOWN && nodes() >= Running.FEWEST_IN_STEPS;
        return facts.copies() == Copies.ENOUGH || isPersistent() && isAskedLater;
    }

    /** Whatever number of them somebody has set since. */
    private int nodes() {
        return Math.max(
                Running.replicas(live.statefulSet()),
                decision.effective().spec().replicasOrDefault());
    }

    private boolean isPersistent() {
        return decision.effective().spec().persistent();
    }

    /** An approval is for what is lost: where everything stays, it is not used. */
    private Part lost(ReleaseApproval approval) {
        if (approval.given().isPresent()) {
            return Part.of(
                    PODS,
                    State.NUMAFLOW,
                    isPersistent()
                            ? "its controller replaces them, with what they keep in memory; that is approved"
                            : "its controller replaces them, with their disks; that is approved");
        }
        boolean isUnknown = facts.copies() == Copies.UNKNOWN;
        String lost = isPersistent() ? LOST_IN_MEMORY : LOST;
        String unless = isPersistent() ? UNLESS_ON_DISK : UNLESS;
        return new Part(
                PODS,
                isUnknown ? State.UNKNOWN : State.BLOCKED,
                isUnknown ? lost + unless : lost,
                (isPersistent()
                                ? "Give every stream and durable consumer in memory three copies, or delete it, then"
                                : "Give every stream and durable consumer three copies, then")
                        + " the functions replace the pods before they leave the service; or move the Pipelines to another one, or"
                        + " approve the loss with the annotation " + Annotations.APPROVE + ": " + approval.id());
    }

    /** It has ended when every node runs that template, and none is waited for. */
    private Part lastRoll() {
        boolean isWritten = Running.isLastRoll(live.statefulSet())
                && KeptTemplate.differences(statefulSet, live.statefulSet()).isEmpty();
        if (!isWritten || areInSteps()) {
            return Part.of(PODS, State.ROLL, ROLLS);
        }
        return unfinished()
                .map(nodes -> Part.of(PODS, State.ROLL, ROLLS + ": " + nodes))
                .orElseGet(() -> Part.of(PODS, State.DONE, "every node runs with the template of its controller"));
    }

    /** As the StatefulSet controller says: not every function may list pods. */
    private Optional<String> unfinished() {
        JsonNode set = live.statefulSet();
        JsonNode status = set.path("status");
        boolean isObserved = status.path("observedGeneration").asLong()
                >= set.at("/metadata/generation").asLong();
        int done = Math.min(
                status.path("updatedReplicas").asInt(),
                status.path("readyReplicas").asInt());
        return isObserved && !Running.isRolling(set) && done >= nodes()
                ? Optional.empty()
                : Optional.of(Math.min(done, nodes()) + " of " + nodes() + " nodes run with that and are ready");
    }

    /** Also where they begin with this decision, or the last node is not complete yet: nobody would go on with them. */
    private boolean areInSteps() {
        return facts.switchesTls()
                || decision.target().isPresent()
                || decision.running().stopsEvictions()
                || !decision.stepped().isEmpty()
                || Running.areStepsUnderWay(live.statefulSet());
    }
}
