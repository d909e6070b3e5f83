package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import dev.numaflow.isbsvc.cli.print.TextTable;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Part;
import java.util.ArrayList;
import java.util.List;

/** Prints what becomes of a service that is left to Numaflow's controller. */
final class ReleaseText {

    private ReleaseText() {}

    static String json(ReleaseDecision decision) {
        return JsonPrinter.print(new Json(decision.isFree(), decision.parts()));
    }

    /** The same facts as the table. */
    private record Json(boolean free, List<Part> parts) {}

    static String table(ReleaseDecision decision) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PART", "STATE", "WHAT"));
        decision.parts().forEach(part -> rows.add(List.of(part.subject(), state(part), part.text())));
        StringBuilder text = new StringBuilder(TextTable.print(rows));
        List<Part> todo =
                decision.parts().stream().filter(part -> !part.todo().isEmpty()).toList();
        if (!todo.isEmpty()) {
            text.append("\nLeft to do:\n");
            todo.forEach(part -> text.append("%s: %s.%n".formatted(part.subject(), part.todo())));
        }
        return text.toString();
    }

    private static String state(Part part) {
        return switch (part.state()) {
            case DONE -> "done";
            case RELEASE -> "with --yes";
            case ROLL -> "with --yes first";
            case UNKNOWN -> "if copied";
            case NUMAFLOW -> "by Numaflow";
            case BLOCKED -> "left to do";
        };
    }
}
