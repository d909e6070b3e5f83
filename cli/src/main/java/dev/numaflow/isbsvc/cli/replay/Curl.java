package dev.numaflow.isbsvc.cli.replay;

import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Prints the requests of a replay as curl commands for a shell. */
public final class Curl {

    private Curl() {}

    /** One command for each event, after the command that must run first, if any. */
    public static String print(Sink sink, List<CloudEvent> events) {
        String first = sink.preparation().isEmpty() ? "" : sink.preparation() + "\n";
        return "# " + sink.describe() + "\n" + first
                + events.stream().map(event -> command(sink, event)).collect(Collectors.joining());
    }

    private static String command(Sink sink, CloudEvent event) {
        String headers = BinaryMode.headers(event).entrySet().stream()
                .map(header -> "  -H " + quoted(header.getKey() + ": " + header.getValue()) + " \\\n")
                .collect(Collectors.joining());
        String token = sink.tokenFile().isEmpty()
                ? ""
                : "  -H \"Authorization: Bearer $(cat " + quoted(sink.tokenFile()) + ")\" \\\n";
        return "curl -sS -X POST %s \\\n%s%s  --data-binary %s\n"
                .formatted(
                        quoted(sink.address()),
                        headers,
                        token,
                        quoted(new String(BinaryMode.body(event), StandardCharsets.UTF_8)));
    }

    /** Quotes for a POSIX shell: within single quotes only a single quote is special. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
