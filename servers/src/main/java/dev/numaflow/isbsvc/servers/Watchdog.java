package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/**
 * Kills the children of this JVM when the JVM has ended, however it ended. A shell reads commands from a pipe; when the JVM dies,
 * also by SIGKILL, the kernel closes the pipe and the shell kills all processes on its list.
 */
final class Watchdog {
    /** Signals of a terminal go to the whole process group; the watchdog must survive them. */
    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            pids=' '
            while read -r order pid; do
              case "$order" in
                watch) pids="$pids$pid " ;;
                forget) case "$pids" in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
              esac
            done
            for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
            """;

    private static Watchdog instance;

    private final Process shell;
    private final Writer orders;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.orders = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    /** The one watchdog of this JVM, started with its first child. */
    static synchronized Watchdog ofThisJvm() {
        if (instance == null || !instance.shell.isAlive()) {
            instance = new Watchdog(startShell());
        }
        return instance;
    }

    private static Process startShell() {
        try {
            return new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start /bin/sh to watch over child processes", e);
        }
    }

    void watch(long pid) {
        order("watch " + pid);
    }

    void forget(long pid) {
        order("forget " + pid);
    }

    private synchronized void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog of child processes is gone", e);
        }
    }
}
