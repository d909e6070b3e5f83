package dev.numaflow.isbsvc.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One run of the plugin inside the test: what it answered and what it printed where. */
record Run(int exitCode, String out, String err) {

    /** The cases of which is known what Numaflow makes of them. */
    static final Path GOLDEN = Path.of("../shared/rendering/src/test/resources/golden");

    static Run of(String... arguments) {
        return withInput("", arguments);
    }

    static Run withInput(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = KubectlIsbsvc.run(
                new Console(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err)),
                arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
