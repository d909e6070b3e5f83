package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that {@code go install} builds.
 *
 * @param module its Go package, with {@code @} and the version
 */
record GoInstall(ExecutablePath path, String module) implements BinarySource {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Override
    public void bring(Path target) throws IOException {
        Optional<Path> go = path.all("go").stream().findFirst();
        if (go.isEmpty()) {
            throw new IOException("go is not on PATH");
        }
        Path staging = Files.createTempDirectory(target.toAbsolutePath().getParent(), "go");
        try {
            ChildProcess.run(
                    new ChildProcess.Command(
                            List.of(go.get().toString(), "install", module),
                            Map.of("GOBIN", staging.toString()),
                            false,
                            staging,
                            staging.resolve("go-install.log")),
                    TIMEOUT,
                    "go install failed");
            Files.move(staging.resolve(target.getFileName()), target);
        } finally {
            FileTree.delete(staging);
        }
    }

    @Override
    public String toString() {
        return "go install " + module;
    }
}
