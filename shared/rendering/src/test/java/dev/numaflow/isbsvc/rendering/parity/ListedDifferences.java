package dev.numaflow.isbsvc.rendering.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The differences that the documentation lists, each with its reason. */
final class ListedDifferences {

    static final Path FILE = Path.of("../../docs/differences-from-numaflow.yaml");

    private ListedDifferences() {}

    static List<Difference> read() throws IOException {
        List<Difference> listed = new ArrayList<>();
        for (JsonNode entry : Golden.YAML.readTree(FILE.toFile())) {
            if (entry.path("reason").asText().isBlank()) {
                throw new IllegalStateException("a difference without a reason: " + entry);
            }
            listed.add(new Difference(
                    entry.path("object").asText(),
                    entry.path("path").asText(),
                    entry.path("numaflow").asText(),
                    entry.path("ours").asText()));
        }
        return listed;
    }
}
