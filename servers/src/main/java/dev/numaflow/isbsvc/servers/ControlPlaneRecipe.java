package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Builds an executable of a control plane from Go modules, by the recipe in this jar.
 *
 * @param program its name; all are one program, which is built for the first of them
 * @param root of the folders of versions, where the recipe keeps it
 */
record ControlPlaneRecipe(String program, Path root) implements BinarySource {
    private static final Duration TIMEOUT = Duration.ofMinutes(25);
    private static final String RESOURCES = "/dev/numaflow/isbsvc/servers/control-plane/";
    private static final List<String> FILES = List.of("install", "go.mod", "go.sum", "main.go");

    @Override
    public void bring(Path target) throws IOException {
        Path folder = Files.createTempDirectory(target.toAbsolutePath().getParent(), "recipe");
        try {
            unpack(folder);
            ChildProcess.run(
                    new ChildProcess.Command(
                            List.of("sh", folder.resolve("install").toString(), program),
                            Map.of("KUBE_API_TEST_DIR", root.toString()),
                            false,
                            folder,
                            folder.resolve("build.log")),
                    TIMEOUT,
                    "the build failed");
            Files.createLink(
                    target,
                    root.resolve("k8s")
                            .resolve(ControlPlaneBinaries.VERSION + "-" + Platform.here())
                            .resolve(program));
        } finally {
            FileTree.delete(folder);
        }
    }

    static void unpack(Path folder) throws IOException {
        for (String file : FILES) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream in = ControlPlaneRecipe.class.getResourceAsStream(RESOURCES + file)) {
                Files.copy(in, target);
            }
        }
    }

    @Override
    public String toString() {
        return "a build with Go";
    }
}
