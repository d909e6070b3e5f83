package dev.numaflow.isbsvc.local.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.local.report.UnusableInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The user's kubeconfig, with resolved paths, so that a copy elsewhere still refers to its files. */
public record Kubeconfig(Path file, ObjectNode tree) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> FILES_OF_CLUSTERS = List.of("certificate-authority");
    private static final List<String> FILES_OF_USERS = List.of("client-certificate", "client-key", "tokenFile");

    /** Reads it; resolves relative paths against its own folder, as kubectl does. */
    public static Kubeconfig read(Path file) {
        try {
            if (!(YAML.readTree(Files.readString(file)) instanceof ObjectNode tree)) {
                throw new UnusableInput("--kubeconfig " + file + ": not a kubeconfig");
            }
            Path folder = file.toAbsolutePath().getParent();
            tree.path("clusters").forEach(entry -> makeAbsolute(entry.path("cluster"), FILES_OF_CLUSTERS, folder));
            tree.path("users").forEach(entry -> makeAbsolute(entry.path("user"), FILES_OF_USERS, folder));
            return new Kubeconfig(file, tree);
        } catch (IOException unreadable) {
            throw UnusableInput.of("--kubeconfig " + file, unreadable);
        }
    }

    private static void makeAbsolute(JsonNode entry, List<String> fields, Path folder) {
        for (String field : fields) {
            String path = entry.path(field).asText("");
            if (entry instanceof ObjectNode object && !path.isEmpty()) {
                object.put(field, folder.resolve(path).normalize().toString());
            }
        }
    }

    /** Writes it to a new file that only this user may read. */
    public void write(Path target) throws IOException {
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(target, YAML.writeValueAsString(tree));
    }
}
