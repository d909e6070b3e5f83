package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.access.Kubeconfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of {@code up}. */
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
        /** The real one if its binaries are present, else the embedded one. */
        auto,
        embedded,
        /** The real one; built if its binaries are absent. */
        real
    }

    /** The parts that can be left out where the real ones run. */
    public enum StandIn {
        sources,
        controllers,
        node
    }

    public boolean with(StandIn standIn) {
        return !without.contains(standIn);
    }
}
