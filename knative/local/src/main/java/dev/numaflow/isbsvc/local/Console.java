package dev.numaflow.isbsvc.local;

import dev.numaflow.isbsvc.local.report.Progress;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints progress on the terminal, each line with the seconds since the start; silent once shutdown has begun. */
final class Console implements Progress {
    private final PrintStream out;
    private final long begun = System.nanoTime();
    private volatile boolean silent;

    Console(PrintStream out) {
        this.out = out;
    }

    @Override
    public void report(String line) {
        if (!silent) {
            out.println(String.format(Locale.ROOT, "%7.2f  %s", (System.nanoTime() - begun) / 1e9, line));
        }
    }

    /** Prints reasons on lines of their own, so that other programs can parse them. */
    void fail(List<String> reasons) {
        report("failed");
        reasons.forEach(out::println);
    }

    boolean silent() {
        return silent;
    }

    /** Processes that end during shutdown are not reported. */
    void silence() {
        silent = true;
    }
}
