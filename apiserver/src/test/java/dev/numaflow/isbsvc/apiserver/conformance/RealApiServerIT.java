package dev.numaflow.isbsvc.apiserver.conformance;

import dev.numaflow.isbsvc.servers.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealApiServerIT extends ApiConformance {
    @TempDir
    static Path folder;

    @Override
    Server server() {
        try {
            ControlPlane plane = ControlPlane.start(folder.resolve("control-plane"));
            return new Server(Files.readString(plane.kubeconfig()), plane);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
