package dev.numaflow.isbsvc.cli.replay;

import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the requests of a replay as commands that a person can paste into a shell. */
public final class Curl {

    private Curl() {}

    /** A command for each event, after whatever has to run before them. */
    public static String print(Sink sink, List<CloudEvent> events) {
        String first = sink.preparation().isEmpty() ? "" : sink.preparation() + "\n";
        return "# " + sink.describe() + "\n" + first
                + events.stream().map(event -> command(sink, event)).collect(Collectors.joining());
    }

    private static String command(Sink sink, CloudEvent event) {
        String headers = BinaryMode.headers(event).entrySet().stream()
                .map(header -> "  -H " + quoted(header.getKey() + ": " + header.getValue()) + " \\\n")
                .collect(Collectors.joining());
        return "curl -sS -X POST %s \\\n%s  --data-binary %s\n"
                .formatted(
                        quoted(sink.address()),
                        headers,
                        quoted(new String(BinaryMode.body(event), StandardCharsets.UTF_8)));
    }

    /** For a POSIX shell: nothing within single quotes means anything but a single quote. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
