package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a node leaves behind: containers and their shims outlive containerd, and mounts outlive both. They are recognized by the node's
 * folder, so that nothing of another node is touched.
 */
final class NodeRemains {
    private static final Duration END = Duration.ofSeconds(10);

    private static final Path CONTAINER_LOGS = Path.of("/var/log/containers");
    private static final Path NETWORK_RESULTS = Path.of("/var/lib/cni/results");

    private final NodeFiles files;

    NodeRemains(NodeFiles files) {
        this.files = files;
    }

    /** Kills what runs in containers; the first process of each takes the others of its container along. */
    void killContainers() {
        Path shims = files.state().resolve(NodeFiles.SHIMS);
        names(shims).forEach(container -> killFirst(shims.resolve(container)));
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of shims: they are in a folder of all of the machine, under names that tell nothing. */
    private List<Path> sockets() {
        Path shims = files.state().resolve(NodeFiles.SHIMS);
        return names(shims).stream()
                .map(container -> shims.resolve(container).resolve("address"))
                .filter(Files::isReadable)
                .map(NodeRemains::socket)
                .toList();
    }

    private static Path socket(Path address) {
        try {
            return Path.of(Files.readString(address).strip().replaceFirst("^unix://", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killFirst(Path container) {
        try {
            String pid = Files.readString(container.resolve("init.pid")).trim();
            // The number may be another process's by now: its cgroup tells whose it is.
            if (Files.readString(Path.of("/proc", pid, "cgroup"))
                    .contains(container.getFileName().toString())) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException ended) {
            return;
        }
    }

    /** Removes all else, once neither kubelet nor containerd run. */
    void remove() {
        killContainers();
        List<Path> sockets = sockets();
        List<ProcessHandle> shims = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("containerd-shim"))
                        .filter(line -> line.contains(files.socket().toString()))
                        .isPresent())
                .toList();
        shims.forEach(ProcessHandle::destroyForcibly);
        Polling.isTrueWithin(END, () -> shims.stream().noneMatch(ProcessHandle::isAlive));
        Mounts.removeBelow(files.folder());
        NodeCgroups.remove();
        delete(CONTAINER_LOGS, this::leadsToUs);
        List<String> sandboxes = names(files.folder().resolve(NodeFiles.SANDBOXES));
        delete(NETWORK_RESULTS, file -> sandboxes.stream()
                .anyMatch(file.getFileName().toString()::contains));
        sockets.forEach(socket -> delete(socket.getParent(), socket::equals));
    }

    /** Kubelet makes such a link for each log of a container, wherever the logs are. */
    private boolean leadsToUs(Path link) {
        try {
            return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(files.folder());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void delete(Path folder, Predicate<Path> which) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(which).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
