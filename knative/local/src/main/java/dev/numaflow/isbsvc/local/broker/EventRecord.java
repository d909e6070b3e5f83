package dev.numaflow.isbsvc.local.broker;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Records every event as JSON, one a line, so that it can be replayed. */
public final class EventRecord implements AutoCloseable {
    private final JsonFormat format = new JsonFormat();
    private final BufferedWriter lines;

    private EventRecord(BufferedWriter lines) {
        this.lines = lines;
    }

    /** Appends to the file. */
    public static EventRecord in(Path file) throws IOException {
        return new EventRecord(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Returns when the line is written. */
    public synchronized void add(CloudEvent event) {
        try {
            lines.write(new String(format.serialize(event), StandardCharsets.UTF_8));
            lines.newLine();
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
