package dev.numaflow.isbsvc.cli.live;

import dev.numaflow.isbsvc.cli.print.TextTable;
import dev.numaflow.isbsvc.rendering.ownership.BufferState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints live buffers as text: by service, a line for each stream, and one for each setting that differs. */
public final class LiveBuffersText {

    private LiveBuffersText() {}

    public static String print(List<LiveBuffers> services) {
        return services.stream().map(LiveBuffersText::print).collect(Collectors.joining("\n"));
    }

    private static String print(LiveBuffers service) {
        StringBuilder text =
                new StringBuilder("InterStepBufferService " + service.namespace() + "/" + service.name() + "\n");
        if (service.waitsFor() != null) {
            text.append("WAITS for ").append(service.waitsFor()).append(": nothing is made meanwhile\n");
        }
        service.refused().forEach(why -> text.append("REFUSED ").append(why).append('\n'));
        service.notReached()
                .forEach(why -> text.append("NOT REACHED ").append(why).append('\n'));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("STREAM", "STATE", "DETAILS"));
        service.buffers().forEach(state -> rows.addAll(rows(state)));
        return text.append(TextTable.print(rows)).toString();
    }

    private static List<List<String>> rows(BufferState buffer) {
        String state = buffer.state().name().toLowerCase(Locale.ROOT);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(buffer.stream(), state, buffer.why()));
        buffer.differences()
                .forEach(each -> rows.add(List.of(
                        "",
                        "",
                        each.of() + ": " + each.field() + " is " + each.found() + " instead of " + each.desired())));
        return rows;
    }
}
