package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.compare.NotKeptNote;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Optional;

/**
 * The last roll of a service here: its pods are replaced by those that Numaflow's controller renders of it, in guarded steps, so that
 * nothing is left for that to replace. With one node nothing can be guarded, and with persistence nothing is lost.
 */
record LastRoll(LiveChildren live, ObservedService observed, ClusterQueries cluster) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether steps with that mark are under way, whoever's template they bring. */
    static boolean goesOn(LiveChildren live) {
        return Running.isLastRoll(live.statefulSet()) && live.areInSteps();
    }

    /** The draft of one whose user has another mind while disks stay: the way back is taken in steps as well. */
    static DecisionDraft back(DecisionDraft draft, LiveChildren live) {
        JsonNode rendered = JSON.valueToTree(draft.children().statefulSet());
        return goesOn(live) && !isAsRendered(rendered, live) ? draft.inSteps() : draft;
    }

    /** The draft with that template, or with the running one where it must not be replaced. */
    DecisionDraft decide(DecisionDraft draft) {
        PinnedPodTemplate next = template(draft.children());
        JsonNode rendered = with(draft.children(), next);
        if (isAsRendered(rendered, live)) {
            return draft.pin(next);
        }
        List<Difference> differences = KeptTemplate.differences(rendered, live.statefulSet());
        if (KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())
                && NotKeptNote.explainsTemplate(live.statefulSet(), rendered, differences)) {
            HeldChange change = HeldChange.notKept(
                    draft.children().service(), draft.children().statefulSet(), differences.get(0));
            return draft.hold(change, draft.children().service()).pin(running(rendered));
        }
        if (observed.persistence().isPresent()) {
            return Running.canLoseADisk(live.statefulSet()) ? draft.pin(next).inSteps() : draft.pin(next);
        }
        StoredMessages stored =
                StoredMessages.of(cluster.nodes(observed.replicas()), observed.replicas(), live.areInSteps());
        return stored == StoredMessages.MAJORITY
                ? draft.pin(next).inSteps()
                : draft.hold(
                                KeptTemplate.change(draft.children().service(), rendered, differences, stored),
                                KeepRunning.pods(draft.children().service(), observed))
                        .withoutApproved()
                        .pin(running(rendered));
    }

    private PinnedPodTemplate running(JsonNode rendered) {
        return KeptTemplate.pods(rendered, live.statefulSet()).adopted(Running.LAST_ROLL);
    }

    private static boolean isAsRendered(JsonNode rendered, LiveChildren live) {
        return KeptTemplate.differences(rendered, live.statefulSet()).isEmpty()
                && KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet());
    }

    private static PinnedPodTemplate template(Children children) {
        PodTemplateSpec template = NumaflowTemplate.render(children.service());
        String ours = children.statefulSet().getMetadata().getAnnotations().get(Annotations.RENDERED);
        String digest = Digest.sha256(ours + " " + JSON.valueToTree(template));
        return new PinnedPodTemplate(template, digest, Optional.of(Running.LAST_ROLL));
    }

    private static JsonNode with(Children children, PinnedPodTemplate pods) {
        ObjectNode set = JSON.valueToTree(children.statefulSet());
        set.withObject("/spec").set("template", JSON.valueToTree(pods.template()));
        set.withObject("/metadata/annotations").put(Annotations.RENDERED, pods.rendered());
        return set;
    }
}
