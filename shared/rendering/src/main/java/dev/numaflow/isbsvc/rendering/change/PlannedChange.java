package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.change.ChangePlan.Row;
import dev.numaflow.isbsvc.rendering.change.ChangePlan.Write;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.compare.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Renders a decision as a plan: the fields that differ, their effects, and the objects that are written, in order. */
public final class PlannedChange {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATEFUL_SET = "StatefulSet";
    private static final String CONFIG_MAP = "ConfigMap";
    private static final String TEMPLATE = "spec.template.";
    private static final String MARKS = "metadata.annotations";

    private final Decision decision;
    private final RunsNow before;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Write> writes = new ArrayList<>();

    private PlannedChange(Decision decision, RunsNow before) {
        this.decision = decision;
        this.before = before;
    }

    /** The plan that leads from the current state to the decision. */
    public static ChangePlan of(Decision decision, RunsNow before) {
        PlannedChange planned = new PlannedChange(decision, before);
        planned.fields();
        Children.render(decision.effective(), decision.running())
                .forEach(child -> planned.child(JSON.valueToTree(child)));
        return new ChangePlan(List.copyOf(planned.rows.values()), planned.writes);
    }

    private void fields() {
        decision.held().forEach(held -> add(Row.of(held)));
        before.running().ifPresent(running -> made(running).forEach(this::add));
        String buffers = decision.effective().buffers().streamConfig();
        before.bufferConfig()
                .filter(config -> !config.equals(buffers))
                .ifPresent(config -> add(Row.done(ChangePolicy.SPEC + "bufferConfig", config, buffers, Effect.NONE)));
    }

    private void child(JsonNode desired) {
        String name = desired.path("kind").asText() + " "
                + desired.at("/metadata/name").asText();
        Optional<JsonNode> live = before.child(desired);
        if (live.isEmpty()) {
            add(Row.done(name, "missing", "there", Effect.NONE));
            writes.add(new Write(name, "create", Effect.NONE));
            return;
        }
        List<Difference> differences = Comparison.differences(desired, live.get());
        if (!differences.isEmpty()) {
            writes.add(new Write(name, "update", effect(desired, live.get(), differences)));
            differences.forEach(difference -> row(desired, name, difference).ifPresent(this::add));
            if (removesFromPods(desired, live.get(), differences)) {
                add(Row.done(
                        "spec.jetstream (pod template)", "with what is asked for no longer", "without", Effect.ROLL));
            }
        }
    }

    private Effect effect(JsonNode desired, JsonNode live, List<Difference> differences) {
        boolean content =
                differences.stream().anyMatch(difference -> !difference.path().startsWith("metadata."));
        if (desired.path("kind").asText().equals(CONFIG_MAP)) {
            return content ? Effect.RELOAD : Effect.NONE;
        }
        boolean pods =
                differences.stream().anyMatch(difference -> difference.path().startsWith(TEMPLATE))
                        || removesFromPods(desired, live, differences);
        return pods ? Effect.ROLL : Effect.NONE;
    }

    /** A field that is no longer rendered looks like a default; only the digest of the whole differs. */
    private boolean removesFromPods(JsonNode desired, JsonNode live, List<Difference> differences) {
        return desired.path("kind").asText().equals(STATEFUL_SET)
                && decision.running().keptPods().isEmpty()
                && differences.stream().allMatch(difference -> difference.path().startsWith(MARKS))
                && KeptTemplate.isMarked(live)
                && !KeptTemplate.isRenderedAsBefore(desired, live);
    }

    private Optional<Row> row(JsonNode desired, String name, Difference difference) {
        String path = difference.path();
        boolean reportedElsewhere = path.startsWith(MARKS)
                || path.contains("start-settings")
                || (path.startsWith("data.") && settingsDiffer() && name.startsWith(CONFIG_MAP));
        if (reportedElsewhere) {
            return Optional.empty();
        }
        String runs = Difference.shown(difference.live());
        String asked = Difference.shown(difference.desired());
        boolean pods = desired.path("kind").asText().equals(STATEFUL_SET) && path.startsWith(TEMPLATE);
        return Optional.of(
                pods
                        ? Row.done(field(path.substring(TEMPLATE.length()), name), runs, asked, Effect.ROLL)
                        : Row.done(name + ": " + path, runs, asked, Effect.NONE));
    }

    private boolean settingsDiffer() {
        return before.running()
                .filter(running -> made(running).findAny().isPresent())
                .isPresent();
    }

    private Stream<Row> made(RunningService running) {
        return ChangePolicy.lines().stream().flatMap(line -> line.row(decision.effective(), running).stream());
    }

    private static String field(String place, String name) {
        return ChangePolicy.lines().stream()
                .flatMap(line -> line.places().stream()
                        .filter(prefix -> isWithin(place, prefix))
                        .map(prefix -> Map.entry(prefix.length(), line.path())))
                .max(Comparator.comparing(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .orElse(name + ": " + TEMPLATE + place);
    }

    /** Whether the place equals the other or lies below it; a common name prefix is not enough. */
    private static boolean isWithin(String place, String other) {
        return place.equals(other) || (place.startsWith(other) && ".[".indexOf(place.charAt(other.length())) >= 0);
    }

    private void add(Row row) {
        rows.putIfAbsent(row.field(), row);
    }
}
