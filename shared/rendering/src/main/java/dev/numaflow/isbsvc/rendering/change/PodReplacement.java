package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.compare.NotKeptNote;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;

/**
 * Decides whether pods without persistence may be replaced, whatever field asks for it: their disks go with them.
 *
 * @param live the live children
 */
record PodReplacement(LiveChildren live, ObservedService observed, Approvals approvals, ClusterQueries cluster) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The draft, with the running pods pinned where they must stay. */
    DecisionDraft decide(DecisionDraft draft) {
        JsonNode statefulSet = live.statefulSet();
        JsonNode rendered = JSON.valueToTree(draft.children().statefulSet());
        List<Difference> differences = KeptTemplate.differences(rendered, statefulSet);
        if (differences.isEmpty() && KeptTemplate.arePodsRenderedAsBefore(rendered, statefulSet)) {
            return draft;
        }
        PinnedPodTemplate pods = KeptTemplate.pods(rendered, statefulSet);
        if (differences.isEmpty() && !KeptTemplate.isMarked(statefulSet)) {
            return draft.pin(pods);
        }
        if (isNotKept(rendered, differences)) {
            ValidService service = draft.children().service();
            return draft.hold(HeldChange.notKept(service, draft.children().statefulSet(), differences.get(0)), service)
                    .pin(pods);
        }
        StoredMessages stored =
                StoredMessages.of(cluster.nodes(observed.replicas()), observed.replicas(), live.areInSteps());
        return switch (stored) {
            case NONE -> replaced(draft);
            case MAJORITY -> draft.inSteps();
            default ->
                decide(draft, KeptTemplate.change(draft.children().service(), rendered, differences, stored), pods);
        };
    }

    /** At once, but not where steps are under way: a node is away then. */
    private DecisionDraft replaced(DecisionDraft draft) {
        return live.areInSteps() ? draft.inSteps() : draft;
    }

    /** Nobody asks for other pods: a webhook made these of what was rendered last, and would make them of it again. */
    private boolean isNotKept(JsonNode rendered, List<Difference> differences) {
        return KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())
                && NotKeptNote.explainsTemplate(live.statefulSet(), rendered, differences);
    }

    private DecisionDraft decide(DecisionDraft draft, HeldChange change, PinnedPodTemplate pods) {
        return approvals.allow(change.id())
                ? replaced(draft.approve(change.id()))
                // The other approved changes are not applied either: they need the new pods.
                : draft.hold(change, KeepRunning.pods(draft.children().service(), observed))
                        .withoutApproved()
                        .pin(pods);
    }
}
