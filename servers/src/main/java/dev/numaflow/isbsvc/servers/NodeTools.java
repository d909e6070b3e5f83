package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of this machine that a real node needs.
 *
 * @param networkPlugins the folder with CNI's plugins
 */
public record NodeTools(Path containerd, Path ctr, Path ip, Path networkPlugins) {
    private static final List<Path> PLUGIN_FOLDERS = List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"));
    private static final List<String> PLUGINS = List.of("bridge", "host-local", "loopback");

    /** Finds all of them, or says in one sentence what is missing. */
    public static NodeTools find() {
        return find(ExecutablePath.ofThisMachine(), PLUGIN_FOLDERS, isRootOnLinux());
    }

    static NodeTools find(ExecutablePath path, List<Path> pluginFolders, boolean rootOnLinux) {
        List<String> missing = new ArrayList<>();
        if (!rootOnLinux) {
            missing.add("root on Linux");
        }
        Path containerd = found(path, "containerd", missing);
        Path ctr = found(path, "ctr", missing);
        found(path, "runc", missing);
        Path ip = found(path, "ip", missing);
        Optional<Path> plugins = pluginFolders.stream()
                .filter(folder -> PLUGINS.stream().allMatch(plugin -> Files.isExecutable(folder.resolve(plugin))))
                .findFirst();
        if (plugins.isEmpty()) {
            missing.add("the CNI plugins " + PLUGINS + " in one of " + pluginFolders);
        }
        if (!missing.isEmpty()) {
            throw new NodeUnavailable("a real node needs what is missing here: " + String.join(", ", missing)
                    + "; Debian's packages are containerd, runc, containernetworking-plugins and iproute2");
        }
        return new NodeTools(containerd, ctr, ip, plugins.orElseThrow());
    }

    private static Path found(ExecutablePath path, String name, List<String> missing) {
        List<Path> all = Stream.concat(
                        path.all(name).stream(),
                        // Not every user's PATH has what only root starts.
                        new ExecutablePath(List.of(Path.of("/usr/sbin"), Path.of("/sbin"))).all(name).stream())
                .toList();
        if (all.isEmpty()) {
            missing.add(name);
            return Path.of(name);
        }
        return all.get(0);
    }

    private static boolean isRootOnLinux() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
