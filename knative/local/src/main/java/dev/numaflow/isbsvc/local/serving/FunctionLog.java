package dev.numaflow.isbsvc.local.serving;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a function, of which only the function's own lines are shown, not those of the framework. */
public final class FunctionLog {
    /** Functions log each event in one line, with the same logger. */
    private static final Pattern OWN_SENTENCE = Pattern.compile("^\\S+ (?:INFO|WARN|ERROR) +EventHandling (.*)$");

    private final Path file;
    private long offset;

    /** Skips the existing content of the file: an earlier run has shown it. */
    public FunctionLog(Path file) {
        this.file = file;
        try {
            this.offset = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the function logged since the last call. */
    synchronized List<String> freshLines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(offset);
            byte[] fresh = new byte[(int) (log.length() - offset)];
            log.readFully(fresh);
            int whole = new String(fresh, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
            offset += whole;
            return new String(fresh, 0, whole, StandardCharsets.UTF_8)
                    .lines()
                    .map(OWN_SENTENCE::matcher)
                    .filter(Matcher::matches)
                    .map(sentence -> sentence.group(1))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
