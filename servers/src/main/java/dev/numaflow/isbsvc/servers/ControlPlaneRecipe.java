package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Builds one executable of a control plane from its Go module, by the recipe in this jar. */
record ControlPlaneRecipe(String program) implements BinarySource {
    private static final Duration TIMEOUT = Duration.ofMinutes(25);
    private static final String RESOURCES = "/dev/numaflow/isbsvc/servers/control-plane/";
    private static final List<String> FILES = List.of(
            "install",
            "etcd/go.mod",
            "etcd/go.sum",
            "etcd/main.go",
            "kubernetes/go.mod",
            "kubernetes/go.sum",
            "kubernetes/kube-apiserver/main.go",
            "kubernetes/kube-controller-manager/main.go");

    @Override
    public void bring(Path target) throws IOException {
        Path folder = Files.createTempDirectory(target.toAbsolutePath().getParent(), "recipe");
        try {
            unpack(folder);
            Path built = folder.resolve("built");
            ChildProcess.run(
                    new ChildProcess.Command(
                            List.of("sh", folder.resolve("install").toString(), program),
                            Map.of("KUBE_API_TEST_DIR", built.toString()),
                            false,
                            folder,
                            folder.resolve("build.log")),
                    TIMEOUT,
                    "the build failed");
            Files.move(
                    built.resolve("k8s")
                            .resolve(ControlPlaneBinaries.VERSION + "-" + Platform.here())
                            .resolve(program),
                    target);
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
