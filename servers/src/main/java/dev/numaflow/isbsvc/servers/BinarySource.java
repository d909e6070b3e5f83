package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Path;

/** One way to get an executable; its text names the way. */
interface BinarySource {
    /** Puts the executable at {@code target}, or says why it cannot. */
    void bring(Path target) throws IOException;
}
