package dev.numaflow.isbsvc.runtime.nats;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file system in a file of its own. What programs have written and not written through is in the memory of the machine and not yet in
 * that file, so a copy of the file is what a disk holds after a power cut. It needs the right to mount.
 */
final class PowerCutDisk implements AutoCloseable {

    private static final long BYTES = 64L << 20;
    private static final int WAIT_SECONDS = 60;

    private final Path image;
    private final Path mount;

    private PowerCutDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Whether such disks can be made here: by root, on Linux, where loop devices may be mounted. */
    static boolean isPossible() {
        try {
            Path folder = Files.createTempDirectory("power-cut");
            try (PowerCutDisk disk = create(folder)) {
                return Files.isDirectory(disk.folder());
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }

    static PowerCutDisk create(Path folder) throws IOException {
        Path image = folder.resolve("disk");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        run("mkfs.ext4", "-q", image.toString());
        PowerCutDisk disk = new PowerCutDisk(image, Files.createDirectories(folder.resolve("mount")));
        disk.mount(image);
        return disk;
    }

    /** Where programs write. */
    Path folder() {
        return mount;
    }

    /** Puts what the disk held at this moment in its place; nobody has a file open. */
    void cut() throws IOException {
        Path copy = image.resolveSibling("after-cut");
        Files.copy(image, copy);
        run("umount", mount.toString());
        mount(copy);
    }

    private void mount(Path file) {
        run("mount", "-o", "loop", file.toString(), mount.toString());
    }

    @Override
    public void close() {
        run("umount", mount.toString());
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": "
                        + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
