package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.change.EncryptionChange.Requests;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import java.util.List;
import java.util.Optional;

/**
 * Decides which changes are applied to a running service: field by field with the policy, then for its pods as a whole, because
 * without persistence any change that replaces them deletes their disks.
 */
public final class ChangeDecider {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LiveChildren live;
    private final ObservedService observed;
    private final Approvals approvals;
    private final Requests requests;
    private final ClusterQueries cluster;
    private final boolean isLastRoll;

    private ChangeDecider(
            LiveChildren live,
            ObservedService observed,
            Requests requests,
            ClusterQueries cluster,
            boolean isLastRoll) {
        this.live = live;
        this.observed = observed;
        this.approvals = requests.approvals();
        this.requests = requests;
        this.cluster = cluster;
        this.isLastRoll = isLastRoll;
    }

    /** Returns the decision, or a refusal as long as something about the running servers is unknown. */
    public static Parsed<ChangeDecision> decide(
            Children desired, LiveChildren live, String approve, ClusterQueries cluster) {
        return decide(desired, live, approve, "", cluster);
    }

    /** The same where the user may ask for another encryption key. */
    public static Parsed<ChangeDecision> decide(
            Children anyNames, LiveChildren live, String approve, String rotateKey, ClusterQueries cluster) {
        return decide(anyNames, live, approve, rotateKey, cluster, false);
    }

    /**
     * The same for a service that gets the pods of Numaflow's controller before it is left to that. Where they cannot come, or ours have to
     * come first, it is the decision of any reconcile.
     */
    public static Parsed<ChangeDecision> lastRoll(
            Children anyNames, LiveChildren live, String approve, String rotateKey, ClusterQueries cluster) {
        return decide(anyNames, live, approve, rotateKey, cluster, true);
    }

    private static Parsed<ChangeDecision> decide(
            Children anyNames,
            LiveChildren live,
            String approve,
            String rotateKey,
            ClusterQueries cluster,
            boolean isLastRoll) {
        Approvals approvals = Approvals.of(approve, annotation(live.statefulSet(), Annotations.APPROVED));
        Requests requests = new Requests(approvals, rotateKey);
        Children desired = anyNames.with(
                anyNames.service().withEncryption(live.encryption().changes()));
        return ObservedService.of(live, cluster::runs)
                .then(observed -> bounded(withNodesOfSpec(desired, observed, live)))
                .map(observed -> new ChangeDecider(live, observed, requests, cluster, isLastRoll).decide(desired));
    }

    /** The same for a service whose servers are gone. */
    public static ChangeDecision decide(Children desired, ObservedService lost, boolean userHasBudget) {
        DecisionDraft draft = DecisionDraft.of(desired, lost, Approvals.NONE);
        int changes = desired.service().names().encryption();
        return ChangeDecision.of(
                draft.children(),
                Running.without(userHasBudget, new RunningEncryption(changes, Optional.empty()), Optional.empty()),
                draft.held(),
                false,
                Optional.empty(),
                Optional.of(lost.encryptionRecord()));
    }

    /** The same for a service without stored data: the whole spec is applied. */
    public static ChangeDecision create(Children desired, boolean userHasBudget) {
        return create(desired, userHasBudget, "");
    }

    /** The same where the user asks for another encryption key: the first one is as good. */
    public static ChangeDecision create(Children desired, boolean userHasBudget, String rotateKey) {
        Optional<String> rotated = Requests.recorded(rotateKey)
                .filter(value -> desired.service().spec().encrypted());
        return ChangeDecision.of(
                desired,
                Running.without(userHasBudget, RunningEncryption.UNCHANGED, rotated),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** A StatefulSet that was last rendered from this spec and has another number of nodes was edited manually. */
    private static ObservedService withNodesOfSpec(Children desired, ObservedService observed, LiveChildren live) {
        return isRenderedAsBefore(desired, live)
                        && ReplicasChange.isEdited(
                                live, desired.service().spec().replicasOrDefault())
                ? observed.withReplicas(desired.service().spec().replicasOrDefault())
                : observed;
    }

    /** More nodes than a service may have are neither rendered nor removed: any of them may hold messages. */
    private static Parsed<ObservedService> bounded(ObservedService observed) {
        return observed.replicas() <= Bounds.NODES
                ? Parsed.of(observed)
                : Parsed.refused(new Violation(
                        "the StatefulSet's spec.replicas, or the routes in the ConfigMap",
                        observed.replicas() + " nodes",
                        "at most " + Bounds.NODES
                                + "; set them back to the nodes that hold data, which kubectl scale does"));
    }

    private ChangeDecision decide(Children desired) {
        DecisionDraft sizes = new ReplicasChange(live, observed, cluster)
                .decide(volumes(desired.service(), DecisionDraft.of(desired, observed, approvals)), desired.service());
        EncryptionChange encryption = EncryptionChange.of(
                desired.service(), sizes.held(ChangePolicy.ENCRYPTION), live, observed, requests, cluster, busy(sizes));
        DecisionDraft withEncryption = sizes.holdInstead(ChangePolicy.ENCRYPTION, encryption.held());
        ScaleFromOne nodes = ScaleFromOne.of(
                desired.service(), withEncryption, encryption, live, observed, approvals, cluster, busy(sizes));
        DecisionDraft encrypted = withEncryption.holdInstead(ChangePolicy.REPLICAS, nodes.held());
        DecisionDraft fields = new TlsChange(live, observed, cluster).decide(encrypted, desired.service());
        UnaskedImages unasked = new UnaskedImages(live, observed, approvals, cluster);
        boolean shared = unasked.changesImages(fields.children());
        DecisionDraft images = shared ? unasked.images(fields) : fields;
        DecisionDraft pods = lastRoll(images)
                .or(() -> AdoptedPods.keep(images.children(), live, observed).map(images::pin))
                .orElseGet(() -> pods(images));
        return ChangeDecision.of(
                        pods.children(),
                        running(pods),
                        pods.held(),
                        shared
                                && images.held().equals(fields.held())
                                && pods.pinned().isEmpty(),
                        encryption.target().or(nodes::target),
                        Optional.of(observed.encryptionRecord()))
                .stepping(pods.stepped());
    }

    /** A StatefulSet that was created again counts by its record until that is gone. */
    private Optional<String> busy(DecisionDraft sizes) {
        return sizes.busy()
                .or(() -> StatefulSetRecord.isOn(live.configMap())
                        ? Optional.of(DecisionDraft.VOLUMES_FIRST)
                        : Optional.empty());
    }

    private Optional<DecisionDraft> lastRoll(DecisionDraft draft) {
        return isLastRoll ? new LastRoll(live, observed, cluster).decide(draft) : Optional.empty();
    }

    private DecisionDraft volumes(ValidService desired, DecisionDraft draft) {
        return VolumeGrowth.limit(VolumeGrowth.decide(draft, desired, live, cluster), desired, observed);
    }

    private DecisionDraft pods(DecisionDraft draft) {
        if (draft.pinned().isPresent()) {
            return draft;
        }
        if (observed.persistence().isPresent()) {
            return live.encryption().isUnderWay()
                    ? MigratingPods.keep(draft, live, observed, approvals)
                    : LastRoll.back(draft, live);
        }
        return AdoptedPods.marked(new PodReplacement(live, observed, approvals, cluster).decide(draft), live);
    }

    /** Whether the StatefulSet was rendered from the same last. */
    static boolean isRenderedAsBefore(Children children, LiveChildren live) {
        return KeptTemplate.isRenderedAsBefore(JSON.valueToTree(children.statefulSet()), live.statefulSet());
    }

    private Running running(DecisionDraft draft) {
        return new Running(
                draft.isInSteps() ? heldBack() : Running.partition(live.statefulSet()),
                live.userHasBudget(),
                draft.isInSteps()
                        || draft.nodes().filter(Running.NodeCount::changes).isPresent()
                        || live.areInSteps()
                        || live.encryption().isUnderWay()
                        || ReplicasChange.mayBePending(live),
                draft.pinned(),
                observed.encryption().keptConfig(live.configMap()),
                draft.pinned().flatMap(pods -> LiveConf.text(live.configMap())),
                AdoptedPods.mark(draft.pinned(), live),
                draft.nodes(),
                approved(draft),
                live.encryption(),
                Optional.of(annotation(live.statefulSet(), Annotations.ROTATED_KEY))
                        .filter(value -> !value.isEmpty()));
    }

    /** In a last roll also nodes that somebody has stopped, which come back with the same write. */
    private int heldBack() {
        int nodes = Running.replicas(live.statefulSet());
        return isLastRoll || Running.isLastRoll(live.statefulSet()) ? Math.max(nodes, observed.replicas()) : nodes;
    }

    /** The annotation stays once it exists: the operator changes its annotations, but never removes them. */
    private Optional<String> approved(DecisionDraft draft) {
        String used = approvals.usedWith(draft.approved());
        boolean noted = live.statefulSet().at("/metadata/annotations").has(Annotations.APPROVED);
        return noted || !used.isEmpty() ? Optional.of(used) : Optional.empty();
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }
}
