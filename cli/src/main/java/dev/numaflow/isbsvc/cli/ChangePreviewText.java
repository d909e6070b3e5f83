package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import dev.numaflow.isbsvc.cli.print.TextTable;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.change.ChangePreview.Write;
import java.util.ArrayList;
import java.util.List;

/** Prints the plan of a change: as text the differences, what is held and why, and the steps in order; as JSON all of it. */
final class ChangePreviewText {

    private static final int LONGEST_VALUE = 40;

    private ChangePreviewText() {}

    static String json(ChangePreview plan) {
        return JsonPrinter.print(plan);
    }

    static String table(ChangePreview plan) {
        if (plan.changesNothing()) {
            return "nothing changes\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FIELD", "RUNNING", "DESIRED", "EFFECT", "ID"));
        plan.rows()
                .forEach(row -> rows.add(List.of(
                        row.field(),
                        shown(row.running()),
                        shown(row.desired()),
                        row.effect().name(),
                        row.id().isEmpty() ? "-" : row.id())));
        return TextTable.print(rows) + notes(plan) + writes(plan);
    }

    private static String notes(ChangePreview plan) {
        StringBuilder text = new StringBuilder();
        plan.rows().stream()
                .filter(row -> !row.id().isEmpty())
                .forEach(row ->
                        text.append(row.id()).append(": ").append(row.note()).append(".\n"));
        return text.isEmpty() ? "" : "\nNot done:\n" + text;
    }

    private static String writes(ChangePreview plan) {
        StringBuilder text = new StringBuilder();
        int number = 1;
        for (Write write : plan.writes()) {
            text.append("%d. %s %s%s%n".formatted(number++, write.verb(), write.object(), means(write)));
        }
        return text.isEmpty() ? "" : "\nIn this order:\n" + text;
    }

    private static String means(Write write) {
        return switch (write.effect()) {
            case RELOAD -> ": the servers reload";
            case ROLL -> ": the pods are replaced one at a time";
            case STEPS -> ": the pods are replaced node by node, each once the others have every message";
            default -> "";
        };
    }

    private static String shown(String value) {
        String line = value.strip().replaceAll("\\s*\\n\\s*", ", ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
    }
}
