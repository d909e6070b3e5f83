package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The build recipe of a control plane, extracted from this jar into a temporary folder. */
record ControlPlaneRecipe(Path folder) implements AutoCloseable {
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

    static ControlPlaneRecipe unpack() {
        try {
            Path folder = Files.createTempDirectory("control-plane-recipe");
            for (String file : FILES) {
                Path target = folder.resolve(file);
                Files.createDirectories(target.getParent());
                try (InputStream in = ControlPlaneRecipe.class.getResourceAsStream(RESOURCES + file)) {
                    Files.copy(in, target);
                }
            }
            return new ControlPlaneRecipe(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the recipe of the control plane", e);
        }
    }

    Path script() {
        return folder.resolve("install");
    }

    @Override
    public void close() {
        try {
            Cache.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
