package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the YAML of tests and manifests, which has to be valid. */
public final class Manifests {
    private Manifests() {}

    /** The documents of a text, in order. */
    public static List<JsonNode> documents(String yaml) {
        return YamlDocuments.read(yaml, "a test's objects").value();
    }

    /** The first document of a text. */
    public static JsonNode document(String yaml) {
        return documents(yaml).get(0);
    }

    /** The objects of a text, in order; of types that the client does not know, generic ones. */
    public static List<HasMetadata> objects(String yaml) {
        return documents(yaml).stream()
                .map(tree -> Serialization.<HasMetadata>unmarshal(tree.toString()))
                .toList();
    }

    /** The text of a file by its path from the root of the repository. */
    public static String text(String path) {
        Path file = Repository.file(path);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
