package dev.numaflow.isbsvc.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An image in a file, unpacked as a container runtime does it: layer after layer. @param config what the image says of its containers */
record UnpackedImage(Path root, JsonNode config) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static UnpackedImage of(Path tar, Path folder) throws IOException, InterruptedException {
        Path blobs = Files.createDirectories(folder.resolve("image"));
        unpack(tar, blobs);
        JsonNode index = JSON.readTree(blobs.resolve("index.json").toFile());
        JsonNode manifest = blob(blobs, index.at("/manifests/0/digest"));
        Path root = Files.createDirectories(folder.resolve("rootfs"));
        for (JsonNode layer : manifest.path("layers")) {
            unpack(file(blobs, layer.path("digest")), root);
        }
        for (String mountPoint : List.of("proc", "dev")) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        return new UnpackedImage(
                root, blob(blobs, manifest.at("/config/digest")).path("config"));
    }

    /** All of its files, in bytes. */
    long size() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static JsonNode blob(Path blobs, JsonNode digest) throws IOException {
        return JSON.readTree(file(blobs, digest).toFile());
    }

    private static Path file(Path blobs, JsonNode digest) {
        return blobs.resolve("blobs").resolve(digest.asText().replace(':', '/'));
    }

    private static void unpack(Path tar, Path folder) throws IOException, InterruptedException {
        Process unpacking = new ProcessBuilder(
                        "tar", "--warning=no-unknown-keyword", "-xf", tar.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        if (unpacking.waitFor() != 0) {
            throw new IOException("tar cannot unpack " + tar);
        }
    }
}
