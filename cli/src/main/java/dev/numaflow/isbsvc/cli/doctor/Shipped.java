package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.cli.access.Installation;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The manifests of a complete installation of this version, packed into the program. */
final class Shipped {

    /** Each is a folder with a kustomization; absent for a part that a version does not have. */
    private static final List<String> ROOTS = List.of("manifests", "manifests/admission", "triggers");

    private static final String FOLDER = "/dev/numaflow/isbsvc/cli/shipped/";

    private final List<JsonNode> objects;

    private Shipped(List<JsonNode> objects) {
        this.objects = List.copyOf(objects);
    }

    /** Every object of every folder, once, as {@code namespace:} of an overlay and the overlay of one namespace change it. */
    static Shipped read(Installation installation) {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        ROOTS.stream()
                .flatMap(root -> folder(root, installation.namespace()).stream())
                .map(object -> installation
                        .served()
                        .map(served -> ofOneNamespace(object, served))
                        .orElse(object))
                .forEach(object -> objects.put(identity(object), object));
        return new Shipped(new ArrayList<>(objects.values()));
    }

    /** A role of the cluster becomes one of the served namespace. */
    private static JsonNode ofOneNamespace(JsonNode object, String served) {
        String kind = object.path("kind").asText();
        if (!kind.equals("ClusterRole") && !kind.equals("ClusterRoleBinding")) {
            return object;
        }
        ObjectNode there = object.deepCopy();
        there.put("kind", kind.replace("Cluster", ""));
        ((ObjectNode) there.path("metadata")).put("namespace", served);
        if (there.path("roleRef") instanceof ObjectNode role) {
            role.put("kind", "Role");
        }
        return there;
    }

    /** Those of one kind. */
    List<JsonNode> of(String apiVersion, String kind) {
        return objects.stream()
                .filter(object -> object.path("apiVersion").asText().equals(apiVersion)
                        && object.path("kind").asText().equals(kind))
                .toList();
    }

    private static List<JsonNode> folder(String folder, String namespace) {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode kustomization : documents(folder + "/kustomization.yaml", namespace)) {
            StreamSupport.stream(kustomization.path("resources").spliterator(), false)
                    .map(resource -> folder + "/" + resource.asText())
                    .map(path -> path.endsWith(".yaml") ? documents(path, namespace) : folder(path, namespace))
                    .forEach(objects::addAll);
        }
        return objects;
    }

    private static List<JsonNode> documents(String path, String namespace) {
        try (InputStream text = Shipped.class.getResourceAsStream(FOLDER + path)) {
            if (text == null) {
                return List.of();
            }
            String yaml = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            Parsed<List<JsonNode>> documents = YamlDocuments.read(yaml.replace(Installed.NAMESPACE, namespace), path);
            return documents.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String identity(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return String.join(
                " ",
                object.path("apiVersion").asText(),
                object.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
    }
}
