package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.function.Function;

/** The input and output of a command. Results go to {@code out}; messages go to {@code err}. */
record Console(InputStream in, PrintWriter out, PrintWriter err) {

    /** Ends a command: prints its result, or every reason why there is none, never both. */
    <T> int finish(Parsed<T> result, Function<T, String> print) {
        if (!result.isGood()) {
            result.violations().forEach(violation -> error(violation.toString()));
            return ExitCode.FAILURE;
        }
        out.print(print.apply(result.value()));
        out.flush();
        return ExitCode.GOOD;
    }

    void warn(String message) {
        err.println("warning: " + message);
        err.flush();
    }

    void error(String message) {
        err.println("error: " + message);
        err.flush();
    }
}
