package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of the kernel that a kubelet changes when it starts, as they were before. */
record KernelSettings(Map<Path, String> before) {
    private static final List<String> CHANGED = List.of(
            "vm/overcommit_memory",
            "vm/panic_on_oom",
            "kernel/panic",
            "kernel/panic_on_oops",
            "kernel/keys/root_maxkeys",
            "kernel/keys/root_maxbytes");

    static KernelSettings read() {
        Map<Path, String> before = new TreeMap<>();
        for (String name : CHANGED) {
            Path file = Path.of("/proc/sys").resolve(name);
            // A kernel may have no such setting, and then the kubelet cannot change it either.
            if (Files.isReadable(file)) {
                before.put(file, text(file));
            }
        }
        return new KernelSettings(before);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    void restore() {
        before.forEach((file, value) -> {
            try {
                if (!Files.readString(file).equals(value)) {
                    Files.writeString(file, value);
                }
            } catch (IOException refused) {
                throw new UncheckedIOException("cannot restore " + file, refused);
            }
        });
    }
}
