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
            try {
                before.put(file, Files.readString(file));
            } catch (IOException absent) {
                // This kernel has no such setting, and the kubelet cannot change it either.
                continue;
            }
        }
        return new KernelSettings(before);
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
