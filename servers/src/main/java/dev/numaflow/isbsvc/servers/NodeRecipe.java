package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a program of a node from Go modules, by the recipe in this jar.
 *
 * @param folder of the recipe with its main function; {@code .} for the kubelet and the scheduler
 */
record NodeRecipe(String folder) implements BinarySource {
    private static final Duration TIMEOUT = Duration.ofMinutes(25);
    private static final String RESOURCES = "/dev/numaflow/isbsvc/servers/node/";
    private static final List<String> FILES = List.of("go.mod", "go.sum", "main.go", "containers/main.go");
    private static final String HERE = ".";
    private static final String VERSION = "k8s.io/component-base/version.";

    /** The kubelet and the scheduler, one program by the name that it is started by. */
    static PinnedBinary kubelet() {
        return pinned("kubernetes-node", HERE);
    }

    /** What runs in the containers around nats-server. */
    static PinnedBinary containers() {
        return pinned("node-containers", "./containers");
    }

    private static PinnedBinary pinned(String name, String folder) {
        return new PinnedBinary(
                Cache.folder(System.getenv())
                        .resolve(name + "-" + ControlPlaneBinaries.VERSION)
                        .resolve(name),
                List.of(new NodeRecipe(folder)));
    }

    @Override
    public void bring(Path target) throws IOException {
        Optional<Path> go = ExecutablePath.ofThisMachine().all("go").stream().findFirst();
        if (go.isEmpty()) {
            throw new IOException("go is not on PATH");
        }
        Path recipe = Files.createTempDirectory(target.toAbsolutePath().getParent(), "recipe");
        try {
            unpack(recipe);
            ChildProcess.run(
                    new ChildProcess.Command(
                            List.of(
                                    go.get().toString(),
                                    "build",
                                    "-trimpath",
                                    "-ldflags",
                                    flags(),
                                    "-o",
                                    target.toAbsolutePath().toString(),
                                    folder),
                            environment(),
                            false,
                            recipe,
                            recipe.resolve("build.log")),
                    TIMEOUT,
                    "the build failed");
        } finally {
            FileTree.delete(recipe);
        }
    }

    /** Containers have no library of the machine; the kubelet shares what is built already for the control plane. */
    private Map<String, String> environment() {
        return folder.equals(HERE) ? Map.of() : Map.of("CGO_ENABLED", "0");
    }

    private static String flags() {
        String[] version = ControlPlaneBinaries.VERSION.split("\\.", -1);
        return "-s -w -X " + VERSION + "gitVersion=v" + ControlPlaneBinaries.VERSION + " -X " + VERSION + "gitMajor="
                + version[0] + " -X " + VERSION + "gitMinor=" + version[1];
    }

    static void unpack(Path folder) throws IOException {
        for (String file : FILES) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream in = NodeRecipe.class.getResourceAsStream(RESOURCES + file)) {
                Files.copy(in, target);
            }
        }
    }

    @Override
    public String toString() {
        return "a build with Go";
    }
}
