package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.DataLoss;
import dev.numaflow.isbsvc.rendering.change.EncryptionTarget;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.Optional;

/**
 * The approvals that the StatefulSet records while encryption is changed, and without which the first disk stays. Most services never needed
 * one, and have no such annotation.
 *
 * @param loss the one that gives up what is stored; empty where nothing is given up
 * @param copy the one that has everything copied first; empty where that is not needed
 */
record RecordedApprovals(String loss, String copy) {

    static final RecordedApprovals NOTHING = new RecordedApprovals("", "");

    static RecordedApprovals of(JsonNode statefulSet) {
        return new RecordedApprovals(
                ObjectMetas.annotation(statefulSet, Annotations.ENCRYPTION_LOSS),
                ObjectMetas.annotation(statefulSet, Annotations.ENCRYPTION_COPY));
    }

    static RecordedApprovals of(EncryptionTarget target) {
        return new RecordedApprovals(
                target.loss().map(DataLoss::approval).orElse(""), target.copy().orElse(""));
    }

    boolean givesUp() {
        return !loss.isEmpty();
    }

    boolean copies() {
        return !copy.isEmpty() && !givesUp();
    }

    /** Whether the first disk needs one of them. */
    boolean isNeeded() {
        return givesUp() || copies();
    }

    /** The one that it needs. */
    String needed() {
        return givesUp() ? loss : copy;
    }

    /** The uid of the claim with the copy that is complete; empty where none is, or everything is restored from it. */
    static String copied(JsonNode statefulSet) {
        return ObjectMetas.annotation(statefulSet, Annotations.ENCRYPTION_COPIED);
    }

    /** Whether the copy that is recorded as complete was made of another claim than this one. @param claim its uid, if there is one */
    static boolean isCopiedFromAnother(JsonNode statefulSet, Optional<String> claim) {
        String from = ObjectMetas.annotation(statefulSet, Annotations.ENCRYPTION_COPIED_FROM);
        return !copied(statefulSet).isEmpty()
                && !from.isEmpty()
                && claim.filter(from::equals).isEmpty();
    }

    void writeTo(ObjectNode statefulSet) {
        RecordedApprovals before = of(statefulSet);
        ObjectNode annotations = statefulSet.withObject("/metadata/annotations");
        if (!loss.equals(before.loss)) {
            annotations.put(Annotations.ENCRYPTION_LOSS, loss);
        }
        if (!copy.equals(before.copy)) {
            annotations.put(Annotations.ENCRYPTION_COPY, copy);
        }
        if (!copied(statefulSet).isEmpty()) {
            // Of this change, or of one before it: no copy is awaited where it begins, and none where it ends.
            annotations.put(Annotations.ENCRYPTION_COPIED, "");
        }
    }
}
