package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.report.UnusableInput;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checked-out repository of this program, with manifests, examples and built functions. */
public record Repository(Path root) {

    static final String FUNCTIONS = "isbsvc/functions";

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

    /** The program of an image: {@code isbsvc/functions} is the build output of {@code images/app}. */
    public Path program(String image) {
        Path jar = root.resolve("images/app/target/isbsvc.jar");
        if (!image.equals(FUNCTIONS) || !Files.isRegularFile(jar)) {
            throw new IllegalStateException("image " + image + " has no program here; that of " + FUNCTIONS + " is "
                    + jar + ": build it with mvn package");
        }
        return jar;
    }

    /** The archive of the image that the manifests name {@link #FUNCTIONS}. */
    public Path functionsImage() {
        Path tar = root.resolve("images/build/target/isbsvc.tar");
        if (!Files.isRegularFile(tar)) {
            throw new UnusableInput(
                    "the image of the functions is not built: found no " + tar + "; mvn -Pimages builds it");
        }
        return tar;
    }

    public Path example(String name) {
        return root.resolve("examples").resolve(name);
    }
}
