package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.List;

/**
 * Keeps the pod template while nodes with disks are taken from one encryption to the next: the StatefulSet controller would restart those
 * that have it, without a gate, while another one copies what it lost. The user may ask for that: a template may be what keeps a node from
 * coming back.
 */
final class MigratingPods {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REASON =
            "the encryption of the nodes is being changed one by one, and another pod template restarts those that are done, without a gate";
    private static final String WAY_OUT =
            "It is applied when the last node is complete; where a node does not come back because of the template, apply it now with the"
                    + " annotation ";

    private MigratingPods() {}

    /** The draft, with the template as it runs where another one is asked for and not approved. */
    static DecisionDraft keep(DecisionDraft draft, LiveChildren live, ObservedService observed, Approvals approvals) {
        JsonNode rendered = JSON.valueToTree(draft.children().statefulSet());
        List<Difference> differences = KeptTemplate.differences(rendered, live.statefulSet());
        if (RunningEncryption.mounted(live.statefulSet()) != live.encryption().changes()) {
            // Of an earlier encryption, which somebody has rolled back to: it is no template to keep.
            return draft;
        }
        if (differences.isEmpty() && KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())) {
            return draft;
        }
        HeldChange change = change(draft, rendered, differences);
        if (approvals.allow(change.id())) {
            return draft.approve(change.id());
        }
        return draft.hold(change, KeepRunning.pods(draft.children().service(), observed))
                .withoutApproved()
                .pin(KeptTemplate.pods(rendered, live.statefulSet()));
    }

    private static HeldChange change(DecisionDraft draft, JsonNode rendered, List<Difference> differences) {
        String what = differences.isEmpty()
                ? "without what is asked for no longer"
                : differences.get(0).toString();
        String id = HeldChange.id(
                draft.children().service(),
                "template",
                Digest.sha256(rendered.at("/spec/template").toString()));
        return new HeldChange(
                id,
                "spec.jetstream (pod template)",
                "as it is",
                what,
                Effect.HELD,
                REASON,
                WAY_OUT + Annotations.APPROVE + ": " + id);
    }
}
