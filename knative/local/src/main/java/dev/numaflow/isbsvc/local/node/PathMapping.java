package dev.numaflow.isbsvc.local.node;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Maps the paths of a container to this machine: mounted ones to their volume, others to the container's own folder. */
record PathMapping(List<Mount> mounts, Path root) {
    /** A volume at a path of the container. */
    record Mount(String volume, String containerPath, Path folder) {
        boolean covers(String path) {
            return path.equals(containerPath) || path.startsWith(containerPath + "/");
        }
    }

    PathMapping {
        mounts = mounts.stream()
                .sorted(Comparator.comparing(
                                (Mount mount) -> mount.containerPath().length())
                        .reversed())
                .toList();
    }

    /** Maps an absolute path of the container. */
    Path map(String path) {
        return mountOf(path)
                .map(mount -> under(
                        mount.folder(), path.substring(mount.containerPath().length())))
                .orElseGet(() -> under(root, path));
    }

    Optional<Mount> mountOf(String path) {
        return mounts.stream().filter(mount -> mount.covers(path)).findFirst();
    }

    /** Rejects a path that leaves the folder it is mapped to. */
    private static Path under(Path folder, String rest) {
        Path mapped = folder.resolve(rest.replaceFirst("^/+", "")).normalize();
        if (!mapped.startsWith(folder)) {
            throw new IllegalArgumentException("the path " + rest + " leads out of its volume");
        }
        return mapped;
    }

    /** Maps the absolute path that an argument is or ends in, as in {@code -sl=ldm=/path}. */
    String mapArgument(String argument) {
        int start = argument.startsWith("/") ? 0 : argument.indexOf("=/") + 1;
        boolean hasPath = start > 0 || argument.startsWith("/");
        return hasPath ? argument.substring(0, start) + map(argument.substring(start)) : argument;
    }
}
