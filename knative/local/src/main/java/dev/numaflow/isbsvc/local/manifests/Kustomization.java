package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds a folder's documents as {@code kubectl kustomize} does, from {@code resources} and {@code patches} alone. */
public final class Kustomization {
    private static final String FILE = "kustomization.yaml";

    private Kustomization() {}

    /** The documents of the folder, patched, in the order in which its resources are listed. */
    public static List<Document> build(Path folder) {
        Path file = folder.resolve(FILE).normalize();
        List<Document> documents = new ArrayList<>();
        for (Document kustomization : Document.read(file)) {
            documents.addAll(kustomization.read(fields -> build(folder, fields)));
        }
        return documents;
    }

    private static List<Document> build(Path folder, Fields fields) {
        List<Document> documents = new ArrayList<>();
        for (String resource : fields.texts("resources")) {
            documents.addAll(load(folder.resolve(resource).normalize(), fields.place()));
        }
        if (fields.has("patches")) {
            for (Patch patch : fields.list("patches", patch -> patch(folder, patch))) {
                documents = patch.applyTo(documents);
            }
        }
        return documents;
    }

    private static List<Document> load(Path resource, FieldPath place) {
        if (Files.isDirectory(resource)) {
            return build(resource);
        }
        if (Files.isRegularFile(resource)) {
            return Document.read(resource);
        }
        throw place.field("resources").refuse(resource.toString(), "files and folders that exist");
    }

    private static Patch patch(Path folder, Fields fields) {
        JsonNode content = fields.has("path")
                ? Document.read(folder.resolve(fields.text("path"))).get(0).tree()
                : Document.parse(fields.place().file(), fields.text("patch"));
        return content.isArray()
                ? new OperationsPatch(fields.place(), fields.object("target", PatchTarget::read), content)
                : MergePatch.of(fields.place(), content);
    }
}
