package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ChangePreview.Row;
import dev.numaflow.isbsvc.rendering.change.ChangePreview.Write;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would change of one child.
 *
 * @param write empty where it is as desired
 */
record ChildPreview(Optional<Write> write, List<Row> rows) {

    static final String STATEFUL_SET = "StatefulSet";
    private static final String CONFIG_MAP = "ConfigMap";
    static final String TEMPLATE = "spec.template.";
    private static final String MARKS = "metadata.annotations";

    /** How nodes are replaced one by one. */
    private static final String PARTITION = "spec.updateStrategy.rollingUpdate.partition";

    private static final String EVICTIONS = "spec.maxUnavailable";

    /**
     * Compares a child with the live one.
     *
     * @param settingsDiffer whether settings of the servers differ, so that their rows explain the ConfigMap
     */
    static ChildPreview of(JsonNode rendered, CurrentState current, ChangeDecision decision, boolean settingsDiffer) {
        String name = kind(rendered) + " " + rendered.at("/metadata/name").asText();
        Optional<JsonNode> live = current.child(rendered);
        if (live.isEmpty()) {
            return new ChildPreview(
                    Optional.of(new Write(name, "create", Effect.NONE)),
                    List.of(Row.applied(name, "missing", "there", Effect.NONE)));
        }
        JsonNode desired = withNodes(rendered, live.get(), decision);
        List<Difference> differences = Comparison.differences(desired, live.get());
        if (differences.isEmpty()) {
            return new ChildPreview(Optional.empty(), List.of());
        }
        boolean removes = decision.running().keptPods().isEmpty()
                && decision.running().nodes().isEmpty()
                && removesFromPods(desired, live.get(), differences);
        Effect effect = effect(kind(desired), differences, removes);
        List<Row> rows = new ArrayList<>();
        AdoptedPods.shown(decision.effective(), live.get(), differences)
                .forEach(difference ->
                        row(kind(desired), name, difference, settingsDiffer).ifPresent(rows::add));
        AdoptedPods.row(live.get(), effect).ifPresent(rows::add);
        if (removes) {
            rows.add(Row.applied(
                    "spec.jetstream (pod template)", "with what is asked for no longer", "without", Effect.ROLL));
        }
        return new ChildPreview(Optional.of(new Write(name, "update", effect)), rows);
    }

    /** A number of nodes that steps change is not rendered. */
    private static JsonNode withNodes(JsonNode rendered, JsonNode live, ChangeDecision decision) {
        return kind(rendered).equals(STATEFUL_SET) && decision.running().nodes().isPresent()
                ? Running.withReplicas(rendered, Running.replicas(live))
                : rendered;
    }

    private static Effect effect(String kind, List<Difference> differences, boolean removesFromPods) {
        if (kind.equals(CONFIG_MAP)) {
            return differences.stream().allMatch(difference -> difference.path().startsWith("metadata."))
                    ? Effect.NONE
                    : Effect.RELOAD;
        }
        boolean pods = removesFromPods
                || differences.stream().anyMatch(difference -> difference.path().startsWith(TEMPLATE));
        return pods ? Effect.ROLL : Effect.NONE;
    }

    /** A field that is no longer rendered looks like a default; only the digest of the whole differs. */
    private static boolean removesFromPods(JsonNode desired, JsonNode live, List<Difference> differences) {
        return kind(desired).equals(STATEFUL_SET)
                && differences.stream().allMatch(difference -> difference.path().startsWith(MARKS))
                && KeptTemplate.isMarked(live)
                && !KeptTemplate.isRenderedAsBefore(desired, live);
    }

    private static Optional<Row> row(String kind, String name, Difference difference, boolean settingsDiffer) {
        String path = difference.path();
        boolean reportedElsewhere = path.startsWith(MARKS)
                || path.equals(PARTITION)
                || (path.equals(EVICTIONS) && difference.desired().asInt(1) == 0)
                || path.contains("start-settings")
                || (kind.equals(CONFIG_MAP) && path.startsWith("data.") && settingsDiffer);
        boolean pods = kind.equals(STATEFUL_SET) && path.startsWith(TEMPLATE);
        String field = pods
                ? ChangePolicy.fieldOf(path.substring(TEMPLATE.length())).orElse(name + ": " + path)
                : name + ": " + path;
        return Optional.of(Row.applied(
                        field,
                        Difference.shown(difference.live()),
                        Difference.shown(difference.desired()),
                        pods ? Effect.ROLL : Effect.NONE))
                .filter(row -> !reportedElsewhere);
    }

    private static String kind(JsonNode child) {
        return child.path("kind").asText();
    }
}
