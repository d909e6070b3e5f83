package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The official release archives of nats-server. An archive is used only if its SHA-256 is the one pinned here: it is verified
 * before anything is unpacked, and deleted on a mismatch.
 *
 * @param location URL of the folder with the archives
 * @param checksums SHA-256 of the archive of each platform
 */
record NatsRelease(NatsVersion version, URI location, Map<String, String> checksums) {
    /** The checksums are those of the release's SHA256SUMS; those for Linux are also in the Dockerfile of the official image. */
    static final NatsRelease OFFICIAL = new NatsRelease(
            NatsVersion.PINNED,
            URI.create("https://github.com/nats-io/nats-server/releases/download/v" + NatsVersion.PINNED + "/"),
            Map.of(
                    "linux-amd64", "570d2d627db111e679cc1e6bc57ba78f373ed1769acd8dc9c21c8f62d15b3c52",
                    "linux-arm64", "3b9a79986778285c0e5acaba0b1218b72f6159db68fe5b8916a7d846240f9f22",
                    "darwin-amd64", "70206e297809b11a027ded44ffb505ef3b70c97349abfed1d1ead4b2c70efafb",
                    "darwin-arm64", "51ee38117b16f3c7335e6a6680a89723450d9f6cd6701da5182d31189ebc6eb1"));

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TRANSFER_TIMEOUT = Duration.ofMinutes(5);

    /** The platform this JVM runs on, named as in the release. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "darwin" : system;
        String arch =
                switch (processor) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
        return os + "-" + arch;
    }

    /** Installs the verified executable at {@code target}. */
    void download(String platform, Path target) throws IOException, InterruptedException {
        String pinned = checksums.get(platform);
        if (pinned == null) {
            throw new IOException("no checksum is known for the platform " + platform + ", only for "
                    + checksums.keySet().stream().sorted().toList());
        }
        String name = "nats-server-v" + version + "-" + platform;
        Path archive = Files.createTempFile(target.toAbsolutePath().getParent(), name, ".tar.gz");
        try {
            fetch(location.resolve(name + ".tar.gz"), archive);
            requireChecksum(archive, pinned);
            try (TarArchive tar = new TarArchive(new GZIPInputStream(Files.newInputStream(archive)))) {
                tar.extract(name + "/nats-server", target);
            }
            if (!target.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + target + " executable");
            }
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static void fetch(URI from, Path archive) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(from).timeout(TRANSFER_TIMEOUT).build();
        HttpResponse<Path> response = client.send(request, BodyHandlers.ofFile(archive));
        if (response.statusCode() != 200) {
            throw new IOException(from + " answered " + response.statusCode());
        }
    }

    private static void requireChecksum(Path archive, String pinned) throws IOException {
        MessageDigest digest = sha256();
        digest.update(Files.readAllBytes(archive));
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(pinned)) {
            throw new IOException("the archive has SHA-256 " + found + " but " + pinned + " is pinned: refused");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
