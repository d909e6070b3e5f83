package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the executables of a real control plane, or builds them from their Go modules. */
final class ControlPlaneBinaries {
    /** The version of Kubernetes that the recipe builds. */
    static final String VERSION = "1.34.4";

    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(25);

    private final Path folder;

    ControlPlaneBinaries(Map<String, String> environment, String platform) {
        String chosen = environment.getOrDefault("KUBE_API_TEST_DIR", "");
        Path root = chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".kubeapitest") : Path.of(chosen);
        this.folder = root.toAbsolutePath().resolve("k8s").resolve(VERSION + "-" + platform);
    }

    static ControlPlaneBinaries ofThisMachine() {
        return new ControlPlaneBinaries(System.getenv(), platform());
    }

    /** The executables, if all three exist. */
    Optional<ControlPlane.Binaries> find() {
        ControlPlane.Binaries binaries = new ControlPlane.Binaries(
                folder.resolve("etcd"), folder.resolve("kube-apiserver"), folder.resolve("kube-controller-manager"));
        return binaries.all().stream().allMatch(Files::isExecutable) ? Optional.of(binaries) : Optional.empty();
    }

    /** The executables, built first if absent; concurrent builds build once. */
    ControlPlane.Binaries obtain() {
        return find().orElseGet(() -> {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    return find().orElseGet(() -> build(lock));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot use the folder " + folder, e);
            }
        });
    }

    private ControlPlane.Binaries build(FileLock lock) {
        if (!lock.isValid()) {
            throw new IllegalStateException("lost the lock on " + folder);
        }
        Path log = folder.resolve("build.log");
        try (ControlPlaneRecipe recipe = ControlPlaneRecipe.unpack();
                ChildProcess build = ChildProcess.start(new ChildProcess.Command(
                        List.of("sh", recipe.script().toString()),
                        Map.of(
                                "KUBE_API_TEST_DIR",
                                folder.getParent().getParent().toString()),
                        false,
                        recipe.folder(),
                        log))) {
            int code = build.awaitExit(BUILD_TIMEOUT).orElse(-1);
            return find().filter(built -> code == 0)
                    .orElseThrow(() -> new IllegalStateException("cannot build a control plane in " + folder
                            + " (Go is needed for it, see https://go.dev/doc/install): " + LogTail.of(log)));
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        String os = system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : "linux";
        return os + "-" + Map.of("x86_64", "amd64", "aarch64", "arm64").getOrDefault(machine, machine);
    }
}
