package dev.numaflow.isbsvc.local.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.numaflow.isbsvc.local.serving.Serving;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Publishes all addresses for other programs of this machine: replaced atomically, and without credentials. */
public final class EndpointsFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;

    public EndpointsFile(Path file) {
        this.file = file;
    }

    /** The content of the file; {@code nats} by namespace/name of the service. */
    public record Content(URI broker, Map<String, Serving.State> functions, Map<String, List<String>> nats) {}

    public synchronized void write(Content content) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            JSON.writeValue(next.toFile(), content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
