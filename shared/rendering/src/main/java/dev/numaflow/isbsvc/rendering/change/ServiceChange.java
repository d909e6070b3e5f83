package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.KeptConfig;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which changes are applied to a running service: field by field with the policy, then for its pods as a whole, because
 * without persistence any change that replaces them deletes their disks.
 */
public final class ServiceChange {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSIONS = ControllerConfig.path("isbsvc.jetstream.versions");

    private final LiveChildren live;
    private final ChangeDecision decision;
    private final Approvals approvals;
    private final ClusterQueries around;
    private final List<HeldChange> held;
    private ValidService effective;
    private boolean takesTurn;

    private ServiceChange(LiveChildren live, ChangeDecision decision, Approvals approvals, ClusterQueries around) {
        this.live = live;
        this.decision = decision;
        this.approvals = approvals;
        this.around = around;
        this.held = new ArrayList<>(decision.held());
        decision.running().encryption().disagreement(decision.desired()).ifPresent(held::add);
        this.effective = decision.effective();
    }

    /** Returns the decision, or a refusal as long as something about the running servers is unknown. */
    public static Parsed<Decision> decide(
            ValidService desired, LiveChildren live, String approve, ClusterQueries around) {
        Approvals approvals = Approvals.of(approve, annotation(live.statefulSet(), Annotations.APPROVED));
        return RunningService.of(live, around::runs)
                .then(running -> bounded(withNodesOfSpec(desired, running, live)))
                .map(running -> ChangeDecision.of(desired, running, approvals))
                .map(decision -> new ServiceChange(live, decision, approvals, around).decide());
    }

    /** A StatefulSet that was last rendered from this spec and has another number of nodes was edited manually. */
    private static RunningService withNodesOfSpec(ValidService desired, RunningService running, LiveChildren live) {
        JsonNode rendered = JSON.valueToTree(Children.statefulSet(desired, Running.NOTHING));
        return KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())
                ? running.withReplicas(desired.spec().replicasOrDefault())
                : running;
    }

    /** More nodes than a service may have are neither rendered nor removed: any of them may hold messages. */
    private static Parsed<RunningService> bounded(RunningService running) {
        return running.replicas() <= Bounds.NODES
                ? Parsed.of(running)
                : Parsed.refused(new Violation(
                        "the StatefulSet's spec.replicas, or the routes in the ConfigMap",
                        running.replicas() + " nodes",
                        "at most " + Bounds.NODES
                                + "; set them back to the nodes that hold data, which kubectl scale does"));
    }

    /** The same for a service whose servers are gone. */
    public static Decision decide(ValidService desired, RunningService remains, boolean userHasBudget) {
        ChangeDecision decision = ChangeDecision.of(desired, remains, Approvals.NONE);
        List<HeldChange> held = new ArrayList<>(decision.held());
        remains.encryption().disagreement(desired).ifPresent(held::add);
        return new Decision(
                decision.effective(),
                Running.without(userHasBudget),
                held,
                false,
                Optional.of(remains.encryptionRecord()));
    }

    /** The same for a service without stored data: the whole spec is applied. */
    public static Decision create(ValidService desired, boolean userHasBudget) {
        return new Decision(desired, Running.without(userHasBudget), List.of(), false, Optional.empty());
    }

    private Decision decide() {
        waitForItsTurn();
        Optional<PinnedPodTemplate> kept = decision.running().persistence() == null ? keepPods() : Optional.empty();
        return new Decision(
                effective,
                running(kept),
                held,
                takesTurn && kept.isEmpty(),
                Optional.of(decision.running().encryptionRecord()));
    }

    /** Shared configuration is rolled out one service at a time; a service's own spec, or a manual edit, affects only that service. */
    private void waitForItsTurn() {
        boolean shared = decision.running()
                .version()
                .filter(images -> ChangePolicy.changesImages(images, effective.version()))
                .isPresent();
        if (!shared || KeptTemplate.isRenderedAsBefore(rendered(), live.statefulSet())) {
            return;
        }
        Optional<String> first = around.rollsFirst();
        takesTurn = first.isEmpty();
        first.ifPresent(other -> {
            held.add(turn(other));
            effective = Effective.version(effective, decision.running());
        });
    }

    private HeldChange turn(String other) {
        String runs = decision.running().version().orElseThrow().natsImage();
        String asked = effective.version().natsImage();
        return new HeldChange(
                HeldChange.id(effective, VERSIONS, runs, asked),
                VERSIONS,
                runs,
                asked,
                Effect.ROLL,
                "services take new images one at a time, and " + other + " is not back yet",
                "It goes on by itself when that one is; repair that one, or take the change back");
    }

    private Optional<PinnedPodTemplate> keepPods() {
        JsonNode rendered = rendered();
        List<Difference> differences = KeptTemplate.differences(rendered, live.statefulSet());
        if (differences.isEmpty() && KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())) {
            return Optional.empty();
        }
        Optional<PinnedPodTemplate> pods = Optional.of(KeptTemplate.pods(rendered, live.statefulSet()));
        if (differences.isEmpty() && !KeptTemplate.isMarked(live.statefulSet())) {
            return pods;
        }
        String what = differences.isEmpty()
                ? "without what is asked for no longer"
                : differences.get(0).toString();
        return mayReplacePods(rendered, what) ? Optional.empty() : pods;
    }

    private boolean mayReplacePods(JsonNode rendered, String what) {
        int replicas = decision.running().replicas();
        StoredMessages stored = StoredMessages.of(around.nodes(replicas), replicas);
        if (stored == StoredMessages.NONE) {
            return true;
        }
        HeldChange change = KeptTemplate.change(effective, rendered, what, stored);
        if (approvals.allow(change.id())) {
            decision.approved().add(change.id());
            return true;
        }
        held.add(change);
        // The other approved changes are not applied either: they need the new pods.
        decision.approved().clear();
        effective = Effective.pods(effective, decision.running());
        return false;
    }

    private JsonNode rendered() {
        return JSON.valueToTree(Children.statefulSet(effective, running(Optional.empty())));
    }

    private Running running(Optional<PinnedPodTemplate> kept) {
        Optional<KeptConfig> keptConfig = decision.running().encryption().keptConfig(live.configMap());
        return new Running(Running.partition(live.statefulSet()), live.userHasBudget(), kept, keptConfig, approved());
    }

    /** The annotation stays once it exists: the operator changes its annotations, but never removes them. */
    private Optional<String> approved() {
        String used = approvals.usedWith(decision.approved());
        boolean noted = live.statefulSet().at("/metadata/annotations").has(Annotations.APPROVED);
        return noted || !used.isEmpty() ? Optional.of(used) : Optional.empty();
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }
}
