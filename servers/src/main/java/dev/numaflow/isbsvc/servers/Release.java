package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A published executable. It is used only if what is downloaded has the SHA-256 that is pinned here: that is verified before anything is
 * unpacked, and the download is deleted on a mismatch.
 *
 * @param location of the executable, or of a {@code .tar.gz} with it
 * @param sha256 of what is at the location, as its project publishes it
 * @param entry of the executable in the archive; empty where the location is the executable itself
 */
record Release(URI location, String sha256, String entry) implements BinarySource {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TRANSFER_TIMEOUT = Duration.ofMinutes(5);

    @Override
    public void bring(Path target) throws IOException {
        Path download = Files.createTempFile(target.toAbsolutePath().getParent(), "release", ".download");
        try {
            fetch(download);
            requireChecksum(download);
            if (entry.isEmpty()) {
                Files.move(download, target, StandardCopyOption.REPLACE_EXISTING);
            } else {
                extract(download, target);
            }
            if (!target.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + target + " executable");
            }
        } finally {
            Files.deleteIfExists(download);
        }
    }

    private void fetch(Path download) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(location).timeout(TRANSFER_TIMEOUT).build();
        int status;
        try {
            status = client.send(request, BodyHandlers.ofFile(download)).statusCode();
        } catch (IOException e) {
            throw new IOException("cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while downloading " + location, e);
        }
        if (status != 200) {
            throw new IOException(location + " answered " + status);
        }
    }

    private void requireChecksum(Path download) throws IOException {
        String found = FileDigest.sha256(download);
        if (!found.equals(sha256)) {
            throw new IOException(location + " has SHA-256 " + found + " but " + sha256 + " is pinned: refused");
        }
    }

    /** Writes nowhere else, whatever names the archive contains. */
    private void extract(Path archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            TarArchiveEntry each = tar.getNextEntry();
            while (each != null && !each.getName().equals(entry)) {
                each = tar.getNextEntry();
            }
            if (each == null) {
                throw new IOException(location + " has no " + entry);
            }
            Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String toString() {
        return "the release " + location;
    }
}
