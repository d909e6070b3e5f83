package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.testkit.ClusterExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the plugin against the API server of a test. */
record ClusterRun(Path kubeconfig) {

    static ClusterRun of(ClusterExtension cluster, Path folder) {
        try {
            return new ClusterRun(Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kubeconfig");
        all.add(kubeconfig.toString());
        return Run.of(all.toArray(String[]::new));
    }
}
