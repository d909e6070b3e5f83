package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The cgroup of all pods of a node, in each hierarchy of the machine: no other kubelet's is touched. */
final class NodeCgroups {
    static final String NAME = "isbsvc-node";

    private NodeCgroups() {}

    static void create() {
        try {
            for (Path hierarchy : hierarchies()) {
                Files.createDirectories(hierarchy.resolve(NAME));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a cgroup for pods", e);
        }
    }

    /** Those in which no process is; the kernel refuses to remove others. */
    static void remove() {
        for (Path hierarchy : hierarchies()) {
            Path ours = hierarchy.resolve(NAME);
            if (Files.isDirectory(ours)) {
                folders(ours).forEach(NodeCgroups::remove);
            }
        }
    }

    private static List<Path> folders(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of();
        }
    }

    private static void remove(Path group) {
        // A JDK would read the folder first, to decide what to say: it is never empty.
        if (!group.toFile().delete() && Files.exists(group)) {
            // Left to the next start, which removes it.
            return;
        }
    }

    private static List<Path> hierarchies() {
        return Mounts.ofThisMachine().stream()
                .filter(mount -> mount.type().equals("cgroup") || mount.type().equals("cgroup2"))
                .map(Mounts.Mount::place)
                .filter(Files::isWritable)
                .toList();
    }
}
