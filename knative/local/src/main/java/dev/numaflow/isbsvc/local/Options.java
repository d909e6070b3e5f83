package dev.numaflow.isbsvc.local;

import dev.numaflow.isbsvc.local.access.Kubeconfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the user asked of {@code up}. */
public record Options(
        boolean once,
        List<Path> apply,
        Api api,
        Optional<Kubeconfig> kubeconfig,
        Set<StandIn> without,
        Path directory,
        boolean keep) {

    /** Which API server to start. */
    public enum Api {
        /** The real one if its binaries are there, else the embedded one. */
        auto,
        embedded,
        /** The real one; obtained if its binaries are not there. */
        real
    }

    /** What may be left out where the real thing is. */
    public enum StandIn {
        sources,
        controllers,
        node
    }

    public boolean with(StandIn standIn) {
        return !without.contains(standIn);
    }
}
