package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that {@code go install} builds.
 *
 * @param module its Go package, with {@code @} and the version
 * @param environment more variables of the build
 */
record GoInstall(ExecutablePath path, String module, Map<String, String> environment) implements BinarySource {
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
                            variables(staging),
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

    private Map<String, String> variables(Path staging) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GOBIN", staging.toString());
        return all;
    }

    @Override
    public String toString() {
        return "go install " + module;
    }
}
