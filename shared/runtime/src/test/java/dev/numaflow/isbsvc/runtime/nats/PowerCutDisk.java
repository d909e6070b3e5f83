package dev.numaflow.isbsvc.runtime.nats;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * A file system in a file of its own. What programs have written and not written through is in the memory of the machine and not yet in
 * that file, so a copy of the file is what a disk holds after a power cut. It needs the right to mount.
 */
final class PowerCutDisk implements AutoCloseable {

    private static final long BYTES = 64L << 20;
    private static final String IMAGE = "disk";
    private static final String MOUNT = "mount";
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
            } finally {
                Files.deleteIfExists(folder.resolve(IMAGE));
                Files.deleteIfExists(folder.resolve(MOUNT));
                Files.deleteIfExists(folder);
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }

    static PowerCutDisk create(Path folder) throws IOException {
        Path image = folder.resolve(IMAGE);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        run("mkfs.ext4", "-q", image.toString());
        PowerCutDisk disk = new PowerCutDisk(image, Files.createDirectories(folder.resolve(MOUNT)));
        disk.mount(image);
        return disk;
    }

    /** Where programs write. */
    Path folder() {
        return mount;
    }

    /** Writes through all that was written so far, as a kernel does by itself within half a minute or so. */
    void writeThrough() {
        run("sync", "--file-system", mount.toString());
    }

    /** Puts what the disk held at this moment in its place; nobody has a file open. */
    void cut() throws IOException {
        Path copy = image.resolveSibling("after-cut");
        copyAtOneMoment(copy);
        run("umount", mount.toString());
        mount(copy);
    }

    /** The kernel may write by itself while it is copied: parts of two moments are what no disk ever held. */
    private void copyAtOneMoment(Path copy) throws IOException {
        FileTime before;
        do {
            before = Files.getLastModifiedTime(image);
            Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
        } while (!Files.getLastModifiedTime(image).equals(before));
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
