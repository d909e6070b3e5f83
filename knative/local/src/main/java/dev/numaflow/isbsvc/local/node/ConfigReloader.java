package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stands in for a pod's config reloader: signals the server when a file changes that its command names. It does not watch the
 * includes of such a file, as the releases of the reloader that most versions use.
 */
record ConfigReloader(Container container) {

    private static final String PROGRAM = "nats-server-config-reloader";
    private static final Set<String> OPTIONS = Set.of("-c", "--c", "-config", "--config");

    /** The default file of a reloader. */
    private static final String DEFAULT = "/etc/nats-config/gnatsd.conf";

    /** The reloaders that can reach the server: this requires a shared process namespace. */
    static Stream<ConfigReloader> all(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace())
                ? pod.getSpec().getContainers().stream()
                        .filter(ConfigReloader::isOne)
                        .map(ConfigReloader::new)
                : Stream.of();
    }

    private static boolean isOne(Container container) {
        List<String> command = container.getCommand();
        return command != null && !command.isEmpty() && command.get(0).endsWith(PROGRAM);
    }

    /** @param changed files by volume */
    boolean signals(Map<String, Set<String>> changed) {
        List<String> watched = watched();
        return container.getVolumeMounts().stream()
                .anyMatch(mount -> changed.getOrDefault(mount.getName(), Set.of()).stream()
                        .anyMatch(file -> watched.contains(path(mount, file))));
    }

    private static String path(VolumeMount mount, String file) {
        return mount.getMountPath().replaceFirst("/+$", "") + "/" + file;
    }

    /** Parses Go's flag syntax: one dash or two, the value after a space or an equals sign. */
    List<String> watched() {
        List<String> words = new ArrayList<>(container.getCommand());
        words.addAll(container.getArgs() == null ? List.of() : container.getArgs());
        List<String> files = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String[] option = words.get(i).split("=", 2);
            if (OPTIONS.contains(option[0]) && option.length == 2) {
                files.add(option[1]);
            } else if (OPTIONS.contains(option[0]) && i + 1 < words.size()) {
                files.add(words.get(++i));
            }
        }
        return files.isEmpty() ? List.of(DEFAULT) : files;
    }
}
