package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Copies;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Facts;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Part;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.State;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;

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
    private static final String UNLESS = ", unless everything has three copies, which not every server was asked about";

    Part part(ReleaseApproval approval) {
        if (Running.isLastRoll(statefulSet) && !Running.arePodsOurs(statefulSet)) {
            return lastRoll();
        }
        if (areInSteps()) {
            return Part.blocked(PODS, "they are taken through guarded steps", "Wait until the last step is done");
        }
        if (!Running.arePodsOurs(statefulSet)) {
            return Part.of(PODS, State.DONE, "they are as Numaflow's controller made them");
        }
        boolean persistent = decision.effective().spec().persistent();
        if (approval.given().isPresent() && !persistent) {
            return Part.of(PODS, State.NUMAFLOW, "its controller replaces them, with their disks; that is approved");
        }
        return persistent || facts.copies() == Copies.ENOUGH ? Part.of(PODS, State.ROLL, ROLLS) : lost(approval);
    }

    private Part lost(ReleaseApproval approval) {
        boolean isUnknown = facts.copies() == Copies.UNKNOWN;
        return new Part(
                PODS,
                isUnknown ? State.UNKNOWN : State.BLOCKED,
                isUnknown ? LOST + UNLESS : LOST,
                "Give every stream and durable consumer three copies, then the functions replace the pods before they leave the"
                        + " service; or move the Pipelines to another one, or approve the loss with the annotation "
                        + Annotations.APPROVE + ": " + approval.id());
    }

    /** It has ended when every node runs that template, and none is waited for. */
    private Part lastRoll() {
        boolean isWritten = Running.isLastRoll(live.statefulSet())
                && KeptTemplate.differences(statefulSet, live.statefulSet()).isEmpty();
        if (!isWritten || areInSteps()) {
            return Part.of(PODS, State.ROLL, ROLLS);
        }
        return facts.unfinished()
                .map(node -> Part.of(PODS, State.ROLL, ROLLS + ": " + node))
                .orElseGet(() -> Part.of(PODS, State.DONE, "every node runs with the template of its controller"));
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
