package dev.numaflow.isbsvc.rendering.change;

import java.util.List;

/**
 * What a change of a service would do, shown before it is applied.
 *
 * @param rows the fields that differ
 * @param writes the objects that are written, in order
 */
public record ChangePlan(List<Row> rows, List<Write> writes) {

    public ChangePlan {
        rows = List.copyOf(rows);
        writes = List.copyOf(writes);
    }

    /**
     * One field that differs.
     *
     * @param id of a change that is held or refused; empty for one that is applied
     * @param note why it is held and the way out; empty for a change that is applied
     */
    public record Row(String field, String running, String wanted, Effect effect, String id, String note) {

        static Row of(HeldChange held) {
            return new Row(
                    held.field(),
                    held.running(),
                    held.desired(),
                    held.effect(),
                    held.id(),
                    held.reason() + ". " + held.wayOut());
        }

        static Row done(String field, String running, String desired, Effect effect) {
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
    public record Write(String object, String verb, Effect effect) {}

    /** The plan of a spec that is refused: nothing is done. */
    public static ChangePlan refused(List<HeldChange> violations) {
        return new ChangePlan(violations.stream().map(Row::of).toList(), List.of());
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
