package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.KeptConfig;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is done about a running service: field by field as the policy says, then of its pods together, because any change
 * that replaces them takes their disks along where there is no persistence.
 */
public final class ServiceChange {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSIONS = ControllerConfig.path("isbsvc.jetstream.versions");

    private final LiveChildren live;
    private final ChangeDecision judged;
    private final Approvals approvals;
    private final ClusterQueries around;
    private final List<HeldChange> held;
    private ValidService effective;
    private boolean takesTurn;

    private ServiceChange(LiveChildren live, ChangeDecision judged, Approvals approvals, ClusterQueries around) {
        this.live = live;
        this.judged = judged;
        this.approvals = approvals;
        this.around = around;
        this.held = new ArrayList<>(judged.held());
        judged.running().encryption().disagreement(judged.wanted()).ifPresent(held::add);
        this.effective = judged.effective();
    }

    /** The decision, or why there can be none as long as something about the running servers is unknown. */
    public static Parsed<Decision> decide(
            ValidService wanted, LiveChildren live, String approve, ClusterQueries around) {
        Approvals approvals = Approvals.of(approve, annotation(live.statefulSet(), Annotations.APPROVED));
        return RunningService.of(live, around::runs)
                .then(running -> bounded(told(wanted, running, live)))
                .map(running -> new ChangeDecision(wanted, running, approvals))
                .map(judged -> new ServiceChange(live, judged, approvals, around).decide());
    }

    /** A StatefulSet that was last rendered from this very spec and says something else about its nodes was edited by hand. */
    private static RunningService told(ValidService wanted, RunningService running, LiveChildren live) {
        JsonNode rendered = JSON.valueToTree(Children.statefulSet(wanted, Running.NOTHING));
        return KeptTemplate.isRenderedAsBefore(rendered, live.statefulSet())
                ? running.withReplicas(wanted.spec().replicasOrDefault())
                : running;
    }

    /** More nodes than a service may have are neither rendered nor taken away: nobody knows which of them hold messages. */
    private static Parsed<RunningService> bounded(RunningService running) {
        return running.replicas() <= Bounds.NODES
                ? Parsed.of(running)
                : Parsed.refused(new Violation(
                        "the StatefulSet's spec.replicas, or the routes in the ConfigMap",
                        running.replicas() + " nodes",
                        "at most " + Bounds.NODES
                                + "; set them back to the nodes that hold data, which kubectl scale does"));
    }

    /** The same for what remains of a service whose servers are gone. */
    public static Decision decide(ValidService wanted, RunningService remains, boolean userHasBudget) {
        ChangeDecision judged = new ChangeDecision(wanted, remains, Approvals.NONE);
        List<HeldChange> held = new ArrayList<>(judged.held());
        remains.encryption().disagreement(wanted).ifPresent(held::add);
        return new Decision(
                judged.effective(),
                Running.without(userHasBudget),
                held,
                false,
                Optional.of(remains.encryptionRecord()));
    }

    /** The same for a service of which nothing can be stored: all that it asks for is done. */
    public static Decision create(ValidService wanted, boolean userHasBudget) {
        return new Decision(wanted, Running.without(userHasBudget), List.of(), false, Optional.empty());
    }

    private Decision decide() {
        waitForItsTurn();
        Optional<PinnedPodTemplate> kept = judged.running().persistence() == null ? keepPods() : Optional.empty();
        return new Decision(
                effective,
                running(kept),
                held,
                takesTurn && kept.isEmpty(),
                Optional.of(judged.running().encryptionRecord()));
    }

    /** What all services share changes them one at a time; the spec of one, or an edit by hand, concerns that one alone. */
    private void waitForItsTurn() {
        boolean shared = judged.running()
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
            effective = Effective.version(effective, judged.running());
        });
    }

    private HeldChange turn(String other) {
        String runs = judged.running().version().orElseThrow().natsImage();
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
        int replicas = judged.running().replicas();
        StoredMessages stored = StoredMessages.of(around.nodes(replicas), replicas);
        if (stored == StoredMessages.NONE) {
            return true;
        }
        HeldChange change = KeptTemplate.change(effective, rendered, what, stored);
        if (approvals.allow(change.id())) {
            judged.approved().add(change.id());
            return true;
        }
        held.add(change);
        // Nothing is carried out of what was approved: it comes with the pods or not at all.
        judged.approved().clear();
        effective = Effective.pods(effective, judged.running());
        return false;
    }

    private JsonNode rendered() {
        return JSON.valueToTree(Children.statefulSet(effective, running(Optional.empty())));
    }

    private Running running(Optional<PinnedPodTemplate> kept) {
        int partition = live.statefulSet()
                .at("/spec/updateStrategy/rollingUpdate/partition")
                .asInt();
        Optional<KeptConfig> keptConfig = judged.running().encryption().keptConfig(live.configMap());
        return new Running(partition, live.userHasBudget(), kept, keptConfig, approved());
    }

    /** Stays once it is there: our annotations are changed, and never removed. */
    private Optional<String> approved() {
        String used = approvals.usedWith(judged.approved());
        boolean noted = live.statefulSet().at("/metadata/annotations").has(Annotations.APPROVED);
        return noted || !used.isEmpty() ? Optional.of(used) : Optional.empty();
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }
}
