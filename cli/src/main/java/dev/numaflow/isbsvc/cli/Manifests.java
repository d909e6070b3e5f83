package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Selects the objects of certain kinds from YAML documents and ignores all others. */
final class Manifests {

    private static final String DEFAULT_NAMESPACE = "default";
    private static final String LIST = "List";

    private final String namespace;

    /** @param namespace of objects that have none; where it is given, objects must not have another. May be null */
    Manifests(String namespace) {
        this.namespace = namespace;
    }

    /**
     * Returns every object of the kinds, in the order of the file; there must be at least one.
     *
     * @param source names the text in error messages
     */
    Parsed<List<Manifest>> read(String text, String source, List<String> kinds) {
        return YamlDocuments.read(text, source)
                .then(documents -> All.of(objects(documents), tree -> manifest(tree, source)))
                .then(all -> ofKinds(all, source, kinds));
    }

    private static List<JsonNode> objects(List<JsonNode> documents) {
        return documents.stream()
                .flatMap(document -> document.path("kind").asText().equals(LIST)
                        ? document.path("items").valueStream()
                        : Stream.of(document))
                .toList();
    }

    private Parsed<Manifest> manifest(JsonNode tree, String source) {
        if (!tree.path("kind").isTextual() || !tree.path("metadata").isObject()) {
            return Parsed.refused(new Violation(
                    source, "a document that is no object", "objects with apiVersion, kind and metadata"));
        }
        ObjectNode object = tree.deepCopy();
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        String stated = metadata.path("namespace").asText("");
        if (stated.isEmpty()) {
            metadata.put("namespace", namespace == null ? DEFAULT_NAMESPACE : namespace);
        } else if (namespace != null && !namespace.equals(stated)) {
            return Parsed.refused(new Violation(
                    new Manifest(object) + ": metadata.namespace", stated, namespace + ", which --namespace asks for"));
        }
        return Parsed.of(new Manifest(object));
    }

    private static Parsed<List<Manifest>> ofKinds(List<Manifest> all, String source, List<String> kinds) {
        List<Manifest> wanted =
                all.stream().filter(manifest -> manifest.isAnyOf(kinds)).toList();
        return wanted.isEmpty()
                ? Parsed.refused(new Violation(
                        source,
                        contents(all),
                        "at least one object of kind " + String.join(" or ", kinds) + ", " + Kinds.API_VERSION))
                : Parsed.of(wanted);
    }

    private static String contents(List<Manifest> all) {
        return all.isEmpty()
                ? "no document"
                : all.stream()
                        .map(manifest -> manifest + ", "
                                + manifest.tree().path("apiVersion").asText("no apiVersion"))
                        .collect(Collectors.joining(", ", "only ", ""));
    }
}
