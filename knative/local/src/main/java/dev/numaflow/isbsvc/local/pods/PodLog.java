package dev.numaflow.isbsvc.local.pods;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Copies what a container writes from the log that kubelet keeps, where every line has a time, a stream and a tag before it. */
final class PodLog {
    private static final Pattern LINE = Pattern.compile("^\\S+ std(?:out|err) ([FP])\\S* (.*)$");

    private final Path from;
    private final Path to;
    private long offset;

    PodLog(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /** Copies whole lines that are new since the last call. */
    synchronized void copy() {
        try (RandomAccessFile log = new RandomAccessFile(from.toFile(), "r")) {
            log.seek(offset);
            byte[] fresh = new byte[(int) (log.length() - offset)];
            log.readFully(fresh);
            int whole = new String(fresh, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
            offset += whole;
            if (whole > 0) {
                Files.writeString(
                        to,
                        plain(new String(fresh, 0, whole, StandardCharsets.UTF_8)),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (FileNotFoundException notYet) {
            // The container has not started, or its pod is gone with its log.
            return;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The lines as they were written: one that is long is in several parts. */
    static String plain(String lines) {
        StringBuilder text = new StringBuilder();
        lines.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            text.append(line.group(2));
            if (line.group(1).equals("F")) {
                text.append('\n');
            }
        });
        return text.toString();
    }
}
