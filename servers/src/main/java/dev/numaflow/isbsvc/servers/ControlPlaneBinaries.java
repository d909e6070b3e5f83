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
        Path root = (chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".kubeapitest") : Path.of(chosen))
                .toAbsolutePath();
        etcd = pinned(root, platform, "etcd");
        apiServer = pinned(root, platform, "kube-apiserver");
        controllerManager = pinned(root, platform, "kube-controller-manager");
    }

    private static PinnedBinary pinned(Path root, String platform, String name) {
        return new PinnedBinary(
                root.resolve("k8s").resolve(VERSION + "-" + platform).resolve(name),
                Stream.concat(OfficialReleases.of(name).stream(), Stream.of(new ControlPlaneRecipe(name, root)))
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
