package dev.numaflow.isbsvc.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends the logs of libraries to a file: the terminal shows progress only. */
final class LibraryLog {
    // The logging system holds its loggers weakly; a collected root logger would lose its handler.
    private static final Logger ROOT = Logger.getLogger("");

    private LibraryLog() {}

    static void to(Path file) throws IOException {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        FileHandler handler = new FileHandler(file.toString(), true);
        handler.setFormatter(new SimpleFormatter());
        ROOT.addHandler(handler);
    }
}
