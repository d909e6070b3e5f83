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
        NodeKind node,
        Path directory,
        boolean keep) {

    /** What runs pods. */
    public enum NodeKind {
        /** A stand-in, which runs the servers as processes. */
        processes,
        /** A kubelet with containerd; functions are pods, too. */
        real
    }

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

    /** Why these options cannot be used together; empty if they can. */
    public Optional<String> contradiction() {
        return realNode() && (api == Api.embedded || kubeconfig.isPresent() || !without.isEmpty())
                ? Optional.of("--node real has a control plane of its own, and all parts of the system: found --api"
                        + " embedded, --kubeconfig or --without, allowed: none of them")
                : Optional.empty();
    }

    /** Whether kubelet and containerd run pods. */
    public boolean realNode() {
        return node == NodeKind.real;
    }

    public boolean with(StandIn standIn) {
        return !without.contains(standIn);
    }
}
