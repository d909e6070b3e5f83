package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.children.PinnedPodTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pods of a service that Numaflow's controller made. Their template stays as it runs while it differs from ours for no reason but
 * the renderer; the first change that replaces pods brings all of ours.
 */
final class AdoptedPods {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The mark of pods that are found with a change that is held: what they were rendered from is not known, and is decided when the
     * change is taken back. The configuration keeps the values that their servers started with.
     */
    private static final String UNDECIDED = "undecided";

    private AdoptedPods() {}

    /**
     * The template to keep; empty where ours is due, or runs already.
     *
     * @param desired our children of that service
     */
    static Optional<PinnedPodTemplate> keep(Children desired, LiveChildren live, ObservedService running) {
        if (Running.arePodsOurs(live.statefulSet())) {
            return Optional.empty();
        }
        ValidService service = desired.service();
        JsonNode rendered = JSON.valueToTree(desired.statefulSet());
        String ours = Digest.sha256(rendered.at("/spec/template").toString());
        boolean isWaiting = mark(live).map(ours::equals).orElseGet(() -> isFound(live, service, running));
        return isWaiting && differences(service, live.statefulSet()).isEmpty()
                ? Optional.of(KeptTemplate.adopted(rendered, live.statefulSet(), ours))
                : Optional.empty();
    }

    /** The draft with the mark of pods that stay for their messages, where it has to be decided later with what they are adopted. */
    static DecisionDraft marked(DecisionDraft draft, LiveChildren live) {
        return draft.pinned()
                .filter(pods -> isUndecided(live) && !Running.arePodsOurs(live.statefulSet()))
                .map(pods -> draft.pin(pods.adopted(UNDECIDED)))
                .orElse(draft);
    }

    /**
     * The differences of a child of such a service that a person cares for: without defaults of the API server that look like additions of
     * whoever created it, and of the pods only what the spec asks for.
     */
    static List<Difference> shown(ValidService service, JsonNode live, List<Difference> all) {
        List<Difference> known = isUntouched(live)
                ? all.stream().filter(difference -> !difference.isAddition()).toList()
                : all;
        return isNumaflows(live) && known.stream().anyMatch(AdoptedPods::isOfPods)
                ? Stream.concat(
                                known.stream().filter(difference -> !isOfPods(difference)),
                                differences(service, live).stream())
                        .toList()
                : known;
    }

    /** One row for everything in which the two renderings differ, when the service is taken over and when its pods are replaced. */
    static Optional<ChangePreview.Row> row(JsonNode live, Effect effect) {
        return isNumaflows(live) && (isUntouched(live) || effect == Effect.ROLL)
                ? Optional.of(ChangePreview.Row.applied(
                        "spec.jetstream (pods of Numaflow's controller)",
                        "its rendering",
                        effect == Effect.ROLL ? "ours" : "ours, with the next change that replaces pods",
                        effect))
                : Optional.empty();
    }

    private static boolean isNumaflows(JsonNode live) {
        return live.path("kind").asText().equals(ChildPreview.STATEFUL_SET) && !Running.arePodsOurs(live);
    }

    private static boolean isOfPods(Difference difference) {
        return difference.path().startsWith(ChildPreview.TEMPLATE);
    }

    /** Whether this operator has never written the object. */
    static boolean isUntouched(JsonNode child) {
        return !KeptTemplate.isMarked(child);
    }

    /**
     * The differences of the running template from what Numaflow's controller renders of the service. Whoever created an object owns
     * its defaults, so others' additions are recognized only after our first write.
     */
    static List<Difference> differences(ValidService service, JsonNode statefulSet) {
        ObjectNode numaflows = JSON.createObjectNode();
        numaflows.putObject("spec").set("template", JSON.valueToTree(NumaflowTemplate.render(service)));
        return Comparison.differences(
                numaflows, KeptTemplate.templateOf(statefulSet, KeptTemplate.isMarked(statefulSet)));
    }

    /**
     * The mark to write. Where the pods are replaced it ends: whatever template runs afterwards, it was not adopted with that mark.
     *
     * @param pinned the pods that stay, for whatever reason
     */
    static Optional<String> mark(Optional<PinnedPodTemplate> pinned, LiveChildren live) {
        return pinned.flatMap(pods -> pods.adopted().or(() -> mark(live)))
                .or(() -> LastRoll.goesOn(live) ? Optional.of(Running.LAST_ROLL) : Optional.empty())
                .or(() -> marks(live).findFirst().map(any -> ""));
    }

    /** What the service was adopted with. The ConfigMap is written first, so a run that ended before the StatefulSet goes on from it. */
    private static Optional<String> mark(LiveChildren live) {
        return marks(live)
                .filter(mark -> !mark.equals(UNDECIDED) && !mark.equals(Running.LAST_ROLL))
                .findFirst()
                .filter(mark -> !mark.isEmpty());
    }

    private static Stream<String> marks(LiveChildren live) {
        return Stream.of(live.statefulSet(), live.configMap()).flatMap(child -> markOf(child).stream());
    }

    private static Optional<String> markOf(JsonNode child) {
        return Optional.of(child.at("/metadata/annotations").path(Annotations.ADOPTED))
                .filter(mark -> !mark.isMissingNode())
                .map(JsonNode::asText);
    }

    /** Whether both still have the template and the settings that Numaflow's controller left. */
    private static boolean isUndecided(LiveChildren live) {
        return Stream.of(live.statefulSet(), live.configMap())
                .allMatch(child -> markOf(child).map(UNDECIDED::equals).orElseGet(() -> isUntouched(child)));
    }

    /** Whether it is found as Numaflow's controller left it, and nothing is asked for meanwhile that servers read only at their start. */
    private static boolean isFound(LiveChildren live, ValidService service, ObservedService running) {
        return isUndecided(live)
                && !RemovedFields.anyIn(live.statefulSet(), service)
                && ChangePolicy.rules().stream()
                        .flatMap(rule -> rule.row(service, running).stream())
                        .noneMatch(row -> row.effect() == Effect.ROLL);
    }
}
