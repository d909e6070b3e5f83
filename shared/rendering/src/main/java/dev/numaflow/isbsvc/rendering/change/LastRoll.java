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
import java.util.Set;

/**
 * The last roll of a service here: its pods are replaced by those that Numaflow's controller renders of it, in guarded steps, so that
 * nothing is left for that to replace. With one node nothing can be guarded, and with persistence nothing is lost.
 */
record LastRoll(LiveChildren live, ObservedService observed, ClusterQueries cluster) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What goes to another value in steps, which need pods of ours. */
    private static final Set<String> STEPPED =
            Set.of(ChangePolicy.REPLICAS, ChangePolicy.TLS, ChangePolicy.ENCRYPTION, EncryptionChange.KEY);

    private static final String BEFORE_IT_IS_LEFT =
            "its pods are replaced by those of Numaflow's controller, before it is left to that";
    private static final String TAKE_BACK = "Take the change back, or remove the annotation " + Annotations.RELEASE
            + ": it is decided when the pods are ours again";
    private static final String FEWER =
            "what has fewer than three copies would lose them with a node, and the nodes are being replaced one by one";
    private static final String COPY =
            "Take the change back, or give every stream and durable consumer three copies, then it goes on";

    /**
     * The StatefulSet, with the mark of the ConfigMap where somebody has removed its own in the middle: then nobody else moves the
     * partition, and nobody else waits for the last node.
     */
    static JsonNode marked(JsonNode statefulSet, JsonNode configMap, boolean stepsPending) {
        boolean isInTheMiddle = Running.areStepsUnderWay(statefulSet)
                || stepsPending && statefulSet.isObject() && !Running.arePodsOurs(statefulSet);
        if (!isInTheMiddle || Running.isLastRoll(statefulSet) || !Running.isLastRoll(configMap)) {
            return statefulSet;
        }
        ObjectNode marked = statefulSet.deepCopy();
        marked.withObject("/metadata/annotations").put(Annotations.ADOPTED, Running.LAST_ROLL);
        return marked;
    }

    /** Whether the template of Numaflow's controller was written, and not taken back. */
    static boolean isUnderWay(LiveChildren live) {
        return Running.isLastRoll(live.statefulSet())
                && !Running.arePodsOurs(live.statefulSet())
                && live.encryption().changes() == 0;
    }

    /** Whether steps with that mark are under way, whoever's template they bring. */
    static boolean goesOn(LiveChildren live) {
        return Running.isLastRoll(live.statefulSet()) && live.areInSteps();
    }

    /** The draft of one whose user has another mind while disks stay: the way back is taken in steps as well. */
    static DecisionDraft back(DecisionDraft draft, LiveChildren live) {
        JsonNode rendered = JSON.valueToTree(draft.children().statefulSet());
        return goesOn(live) && !isAsRendered(rendered, live) ? draft.inSteps() : draft;
    }

    /**
     * The draft with that template, or with the running one where it must not be replaced; empty where it cannot begin after all, and
     * where our template has to come first: only that shows what servers read at their start, so no node would be started again for it.
     */
    Optional<DecisionDraft> decide(DecisionDraft any) {
        DecisionDraft draft = isUnderWay(live) ? inWords(any) : any;
        PinnedPodTemplate next = template(draft.children());
        JsonNode rendered = with(draft.children(), next);
        if (isAsRendered(rendered, live)) {
            return Optional.of(draft.pin(next));
        }
        List<Difference> differences = KeptTemplate.differences(rendered, live.statefulSet());
        if (KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())
                && NotKeptNote.explainsTemplate(live.statefulSet(), rendered, differences)) {
            HeldChange change = HeldChange.notKept(
                    draft.children().service(), draft.children().statefulSet(), differences.get(0));
            return Optional.of(draft.hold(change, draft.children().service()).pin(running(rendered)));
        }
        if (isUnderWay(live) && differences.isEmpty() && KeptTemplate.isMarked(live.statefulSet())) {
            return Optional.empty();
        }
        if (observed.persistence().isPresent()) {
            boolean isGuarded = observed.replicas() >= Running.FEWEST_IN_STEPS;
            return Optional.of(isGuarded ? draft.pin(next).inSteps() : draft.pin(next));
        }
        return withoutDisks(draft, next, rendered, differences);
    }

    private Optional<DecisionDraft> withoutDisks(
            DecisionDraft draft, PinnedPodTemplate next, JsonNode rendered, List<Difference> differences) {
        StoredMessages stored =
                StoredMessages.of(cluster.nodes(observed.replicas()), observed.replicas(), live.areInSteps());
        if (stored == StoredMessages.MAJORITY) {
            return Optional.of(draft.pin(next).inSteps());
        }
        if (!isUnderWay(live)) {
            return Optional.empty();
        }
        HeldChange change = KeptTemplate.change(draft.children().service(), rendered, differences, stored)
                .with(FEWER, COPY);
        return Optional.of(draft.hold(change, KeepRunning.pods(draft.children().service(), observed))
                .withoutApproved()
                .pin(running(rendered)));
    }

    private static DecisionDraft inWords(DecisionDraft draft) {
        DecisionDraft all = draft;
        for (HeldChange change : draft.held()) {
            if (STEPPED.contains(change.field())) {
                all = all.replace(change, change.with(BEFORE_IT_IS_LEFT, TAKE_BACK));
            }
        }
        return all;
    }

    private PinnedPodTemplate running(JsonNode rendered) {
        return KeptTemplate.pods(rendered, live.statefulSet()).adopted(Running.LAST_ROLL);
    }

    private static boolean isAsRendered(JsonNode rendered, LiveChildren live) {
        return KeptTemplate.differences(rendered, live.statefulSet()).isEmpty()
                && KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet());
    }

    /** Its digest is that of the template, and of what servers read at their start, which the template does not show. */
    private static PinnedPodTemplate template(Children children) {
        PodTemplateSpec template = NumaflowTemplate.render(children.service());
        String settings = JSON.valueToTree(children.statefulSet())
                .at("/spec/template/metadata/annotations")
                .path(Annotations.START_SETTINGS)
                .asText();
        String digest = Digest.sha256(settings + " " + JSON.valueToTree(template));
        return new PinnedPodTemplate(template, digest, Optional.of(Running.LAST_ROLL));
    }

    private static JsonNode with(Children children, PinnedPodTemplate pods) {
        ObjectNode set = JSON.valueToTree(children.statefulSet());
        set.withObject("/spec").set("template", JSON.valueToTree(pods.template()));
        set.withObject("/metadata/annotations").put(Annotations.RENDERED, pods.rendered());
        return set;
    }
}
