package dev.numaflow.isbsvc.servers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The folders of PATH, in their order. */
record ExecutablePath(List<Path> folders) {
    static ExecutablePath ofThisMachine() {
        String path = System.getenv().getOrDefault("PATH", "");
        return new ExecutablePath(Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList());
    }

    /** Every executable of that name, in the order of preference. */
    List<Path> all(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name).toAbsolutePath())
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .toList();
    }
}
