package dev.numaflow.isbsvc.servers;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The executables of a real control plane, in the folder in which io.fabric8:kube-api-test looks, too. */
final class ControlPlaneBinaries {
    /** The version of Kubernetes that the recipe builds. */
    static final String VERSION = "1.34.4";

    private final PinnedBinary etcd;
    private final PinnedBinary apiServer;
    private final PinnedBinary controllerManager;

    ControlPlaneBinaries(Map<String, String> environment, String platform) {
        String chosen = environment.getOrDefault("KUBE_API_TEST_DIR", "");
        Path root = chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".kubeapitest") : Path.of(chosen);
        Path folder = root.toAbsolutePath().resolve("k8s").resolve(VERSION + "-" + platform);
        etcd = pinned(folder, "etcd");
        apiServer = pinned(folder, "kube-apiserver");
        controllerManager = pinned(folder, "kube-controller-manager");
    }

    private static PinnedBinary pinned(Path folder, String name) {
        return new PinnedBinary(
                folder.resolve(name),
                Stream.concat(OfficialReleases.of(name).stream(), Stream.of(new ControlPlaneRecipe(name)))
                        .toList());
    }

    static ControlPlaneBinaries ofThisMachine() {
        return new ControlPlaneBinaries(System.getenv(), Platform.here());
    }

    /** The executables, if all three exist. */
    Optional<ControlPlane.Binaries> find() {
        return Stream.of(etcd, apiServer, controllerManager).allMatch(PinnedBinary::isThere)
                ? Optional.of(new ControlPlane.Binaries(etcd.file(), apiServer.file(), controllerManager.file()))
                : Optional.empty();
    }

    /** The executables, brought here first if absent. */
    ControlPlane.Binaries obtain() {
        return new ControlPlane.Binaries(etcd.obtain(), apiServer.obtain(), controllerManager.obtain());
    }
}
