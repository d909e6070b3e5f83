package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a change of a service would do, shown before it is applied.
 *
 * @param rows the fields that differ
 * @param writes the objects that are written, in order
 */
public record ChangePreview(List<Row> rows, List<Write> writes) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COPIED =
            "; everything is copied to a second server first, while the Pipelines are paused";

    public ChangePreview {
        rows = List.copyOf(rows);
        writes = List.copyOf(writes);
    }

    /**
     * One field that differs.
     *
     * @param id of a change that is held or refused; empty for one that is applied
     * @param note why it is held and the way out; empty for a change that is applied
     */
    public record Row(String field, String running, String desired, Effect effect, String id, String note) {

        static Row of(HeldChange held) {
            return new Row(
                    held.field(),
                    held.running(),
                    held.desired(),
                    held.effect(),
                    held.id(),
                    held.reason() + ". " + held.wayOut());
        }

        static Row of(SteppedChange change) {
            return applied(change.field(), change.running(), change.desired(), Effect.STEPS);
        }

        private Row inSteps(boolean are) {
            return new Row(field, running, desired, ChangePreview.effect(effect, are), id, note);
        }

        static Row applied(String field, String running, String desired, Effect effect) {
            return new Row(field, running, desired, effect, "", "");
        }
    }

    /**
     * One object that is written.
     *
     * @param object kind and name
     * @param verb create or update
     * @param effect what the write does to the servers
     */
    public record Write(String object, String verb, Effect effect) {

        private Write inSteps(boolean are) {
            return new Write(object, verb, ChangePreview.effect(effect, are));
        }
    }

    /** The preview of a decision: what would change of the current state. */
    public static ChangePreview of(ChangeDecision decision, CurrentState current) {
        List<Row> settings = settings(decision, current);
        List<ChildPreview> children = decision.children().stream()
                .map(child -> ChildPreview.of(JSON.valueToTree(child), current, decision, !settings.isEmpty()))
                .toList();
        Stream<Row> rows = Stream.of(
                        decision.held().stream().map(Row::of),
                        decision.stepped().stream().map(Row::of),
                        encryption(decision).stream(),
                        settings.stream(),
                        nodes(decision).stream(),
                        bufferConfig(decision, current).stream(),
                        children.stream().flatMap(child -> child.rows().stream()))
                .flatMap(all -> all);
        boolean inSteps = decision.running().rollsInSteps();
        return new ChangePreview(
                firstOfEachField(rows.map(row -> row.inSteps(inSteps))),
                children.stream()
                        .flatMap(child -> child.write().stream())
                        .map(write -> write.inSteps(inSteps))
                        .toList());
    }

    /** Where nodes are replaced one by one, that is what a roll means. */
    private static Effect effect(Effect effect, boolean inSteps) {
        return inSteps && effect == Effect.ROLL ? Effect.STEPS : effect;
    }

    /** The preview of a spec that is refused: nothing is done. */
    public static ChangePreview refused(List<HeldChange> violations) {
        return new ChangePreview(violations.stream().map(Row::of).toList(), List.of());
    }

    private static Optional<Row> encryption(ChangeDecision decision) {
        boolean runs = decision.effective().spec().encrypted();
        return decision.target().map(target -> target.nodes().isPresent() ? fromOne(target) : encryption(target, runs));
    }

    private static Row fromOne(EncryptionTarget target) {
        return Row.applied(
                ChangePolicy.REPLICAS,
                "1",
                target.nodes().orElseThrow() + target.copy().map(any -> COPIED).orElse("; there is no stream"),
                Effect.STEPS);
    }

    private static Row encryption(EncryptionTarget target, boolean runs) {
        return Row.applied(
                ChangePolicy.ENCRYPTION,
                runs && target.encrypted() ? "true, with the key that it has" : Boolean.toString(runs),
                (runs && target.encrypted() ? "true, with another key" : Boolean.toString(target.encrypted()))
                        + target.loss().map(loss -> "; " + loss.message()).orElse("")
                        + target.copy().map(any -> COPIED).orElse(""),
                Effect.STEPS);
    }

    private static List<Row> settings(ChangeDecision decision, CurrentState current) {
        return current.running().stream()
                .flatMap(running ->
                        ChangePolicy.rules().stream().flatMap(rule -> rule.row(decision.effective(), running).stream()))
                .toList();
    }

    private static Optional<Row> nodes(ChangeDecision decision) {
        return decision.running()
                .nodes()
                .filter(NodeCount::changes)
                .map(nodes -> Row.applied(
                        ChangePolicy.REPLICAS,
                        String.valueOf(nodes.running()),
                        String.valueOf(nodes.desired()),
                        Effect.STEPS));
    }

    private static Optional<Row> bufferConfig(ChangeDecision decision, CurrentState current) {
        BufferConfig desired = decision.effective().buffers();
        return current.bufferConfig()
                .filter(config -> !desired.isPublishedAs(config))
                .map(config ->
                        Row.applied(ChangePolicy.SPEC + "bufferConfig", config, desired.streamConfig(), Effect.NONE));
    }

    private static List<Row> firstOfEachField(Stream<Row> rows) {
        Set<String> fields = new HashSet<>();
        return rows.filter(row -> fields.add(row.field())).toList();
    }

    /** Whether a requested change is not applied. */
    public boolean holdsSomething() {
        return rows.stream().anyMatch(row -> !row.id().isEmpty());
    }

    /** Whether nothing would change. */
    public boolean changesNothing() {
        return rows.isEmpty();
    }
}
