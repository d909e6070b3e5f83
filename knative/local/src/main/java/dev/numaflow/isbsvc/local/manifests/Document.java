package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** One object of a YAML file, of any kind. */
public record Document(Path file, ObjectNode tree) {
    /** All documents of a file, in order. */
    public static List<Document> read(Path file) {
        try {
            return trees(file, Files.readString(file)).stream()
                    .map(tree -> of(file, tree))
                    .toList();
        } catch (NoSuchFileException missing) {
            throw new UncheckedIOException(file + ": no such file", missing);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    static Document of(Path file, JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            throw FieldPath.rootOf(file).refuse(tree.getNodeType().toString(), "an object");
        }
        Document document = new Document(file, object);
        document.identity("apiVersion", tree.path("apiVersion"));
        document.identity("kind", tree.path("kind"));
        return document;
    }

    static JsonNode parse(Path file, String yaml) {
        List<JsonNode> trees = trees(file, yaml);
        return trees.isEmpty() ? MissingNode.getInstance() : trees.get(0);
    }

    private static List<JsonNode> trees(Path file, String yaml) {
        Parsed<List<JsonNode>> trees = YamlDocuments.read(yaml, file.toString());
        if (!trees.isGood()) {
            String problem = trees.violations().get(0).found();
            throw new UncheckedIOException(file + ": " + problem, new IOException(problem));
        }
        return trees.value();
    }

    private String identity(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw FieldPath.rootOf(file).field(name).refuse(value.toString(), "a text");
        }
        return value.textValue();
    }

    public String apiVersion() {
        return tree.get("apiVersion").textValue();
    }

    public String kind() {
        return tree.get("kind").textValue();
    }

    public String name() {
        return identity("metadata.name", tree.at("/metadata/name"));
    }

    /** Empty for objects that have none, and for those whose namespace the applier sets. */
    public String namespace() {
        return tree.at("/metadata/namespace").asText("");
    }

    /** Group without version; empty for the core group. */
    String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? "" : apiVersion().substring(0, slash);
    }

    String version() {
        return apiVersion().substring(apiVersion().indexOf('/') + 1);
    }

    /** Reads the document strictly: apiVersion and kind are consumed, all else is left to the reader. */
    <T> T read(Function<Fields, T> reader) {
        return Fields.read(FieldPath.rootOf(file), tree, fields -> {
            fields.text("apiVersion");
            fields.text("kind");
            return reader.apply(fields);
        });
    }
}
