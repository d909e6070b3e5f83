package dev.numaflow.isbsvc.local.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The files of a projected volume, replaced atomically: each version has a folder of its own, and a symbolic link to the current
 * one. A server never reads a new configuration with old certificates.
 */
record PodFiles(Path volume) {
    private static final String CURRENT = "..data";

    /** Writes exactly these files; returns those that are new or have changed. */
    Set<String> write(Map<String, byte[]> files) {
        try {
            Files.createDirectories(volume);
            Path current = volume.resolve(CURRENT);
            if (Files.exists(current) && holdsExactly(current, files)) {
                return Set.of();
            }
            Set<String> changed = changed(current, files);
            Path old = Files.exists(current) ? current.toRealPath() : null;
            Path next = Files.createDirectory(volume.resolve(".." + UUID.randomUUID()));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                writeFile(next, file.getKey(), file.getValue());
            }
            link(current, next.getFileName());
            for (String file : files.keySet()) {
                String top = Path.of(file).getName(0).toString();
                if (!Files.isSymbolicLink(volume.resolve(top))) {
                    Files.createSymbolicLink(volume.resolve(top), Path.of(CURRENT, top));
                }
            }
            if (old != null) {
                Folders.delete(old);
            }
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the volume " + volume, e);
        }
    }

    private static Set<String> changed(Path current, Map<String, byte[]> files) throws IOException {
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!isAsIn(current, file)) {
                changed.add(file.getKey());
            }
        }
        return changed;
    }

    private static boolean isAsIn(Path folder, Map.Entry<String, byte[]> file) throws IOException {
        Path existing = folder.resolve(file.getKey());
        return Files.isRegularFile(existing) && Arrays.equals(Files.readAllBytes(existing), file.getValue());
    }

    private static void writeFile(Path folder, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("the path " + name + " leads out of its volume");
        }
        Files.createDirectories(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }

    private static void link(Path link, Path target) throws IOException {
        Path next = link.resolveSibling(link.getFileName() + "_next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean holdsExactly(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!isAsIn(folder, file)) {
                return false;
            }
        }
        try (var tree = Files.walk(folder.toRealPath())) {
            return tree.filter(Files::isRegularFile).count() == files.size();
        }
    }
}
