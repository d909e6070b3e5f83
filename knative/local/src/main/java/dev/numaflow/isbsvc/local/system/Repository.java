package dev.numaflow.isbsvc.local.system;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checked-out repository of this program, with manifests, examples and built functions. */
public record Repository(Path root) {

    /** Searches upwards from this program's own jar, else from the working directory. */
    public static Repository find() {
        return Stream.of(ownJar(), Path.of("").toAbsolutePath())
                .flatMap(start -> Stream.iterate(start, folder -> folder != null, Path::getParent))
                .filter(folder -> Files.exists(overlay(folder).resolve("kustomization.yaml")))
                .findFirst()
                .map(Repository::new)
                .orElseThrow(() -> new IllegalStateException(
                        "neither above this program's jar nor above the working directory is a folder with "
                                + overlay(Path.of(""))));
    }

    private static Path ownJar() {
        try {
            return Path.of(Repository.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Path overlay(Path root) {
        return root.resolve("knative/manifests/overlays/local");
    }

    /** The manifests that the local system runs. */
    public Path manifests() {
        return overlay(root);
    }

    /** The program of an image: {@code isbsvc/NAME} is the build output of {@code functions/NAME}. */
    public Path program(String image) {
        String name = image.startsWith("isbsvc/") ? image.substring("isbsvc/".length()) : "";
        Path jar = root.resolve("functions/" + name + "/target/" + name + ".jar");
        if (name.isEmpty() || !Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "image " + image + " has no program at " + jar + "; build it with: mvn package");
        }
        return jar;
    }

    public Path example(String name) {
        return root.resolve("examples").resolve(name);
    }
}
