package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsReleaseTest {
    private static final String NAME = "nats-server-v2.12.7-linux-amd64";
    private static final byte[] PROGRAM = "#!/bin/sh\necho 'nats-server: v2.12.7'\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private HttpServer web;
    private byte[] archive;

    @BeforeEach
    void publishARelease() throws IOException {
        archive = tarGz(Map.of(NAME + "/LICENSE", new byte[700], NAME + "/nats-server", PROGRAM));
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/v2.12.7/" + NAME + ".tar.gz", exchange -> {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
            exchange.close();
        });
        web.start();
    }

    @AfterEach
    void stopPublishing() {
        web.stop(0);
    }

    @Test
    void unpacksTheExecutableOfAnArchiveWithThePinnedSum() throws Exception {
        Path target = folder.resolve("nats-server");

        release(sha256(archive)).download("linux-amd64", target);

        assertThat(target).hasBinaryContent(PROGRAM).isExecutable();
        assertThat(folder).isDirectoryNotContaining("glob:**.tar.gz");
    }

    @Test
    void refusesAnArchiveWithAnotherSumAndLeavesNothing() {
        Path target = folder.resolve("nats-server");

        assertThatThrownBy(() -> release("00".repeat(32)).download("linux-amd64", target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("00".repeat(32) + " is pinned: refused");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAPlatformWithoutAPinnedSum() {
        assertThatThrownBy(() -> release(sha256(archive)).download("plan9-amd64", folder.resolve("nats-server")))
                .hasMessageContaining("plan9-amd64")
                .hasMessageContaining("[linux-amd64]");
    }

    @Test
    void saysWhatTheServerAnsweredWhenThereIsNoArchive() {
        NatsRelease moved = new NatsRelease(
                NatsVersion.PINNED, location().resolve("elsewhere/"), Map.of("linux-amd64", sha256(archive)));

        assertThatThrownBy(() -> moved.download("linux-amd64", folder.resolve("nats-server")))
                .hasMessageContaining("answered 404");
    }

    @Test
    void bringsTheReleaseIntoTheCacheWhereThereIsNoGo() {
        NatsServerBinary binary =
                new NatsServerBinary(new ExecutablePath(List.of()), folder, releaseForThisPlatform(sha256(archive)));

        Path found = binary.findOrBring();

        assertThat(found)
                .isEqualTo(folder.resolve("nats-server-2.12.7/nats-server"))
                .hasBinaryContent(PROGRAM);
        web.stop(0);
        assertThat(binary.findOrBring())
                .as("taken from the cache the second time")
                .isEqualTo(found);
    }

    @Test
    void saysWhatToInstallWhenNothingCanBeHad() {
        NatsServerBinary binary =
                new NatsServerBinary(new ExecutablePath(List.of()), folder, releaseForThisPlatform("11".repeat(32)));

        assertThatThrownBy(binary::findOrBring)
                .hasMessageContaining("go is not on PATH")
                .hasMessageContaining("refused")
                .hasMessageContaining("Install nats-server, or Go");
    }

    @Test
    void pinsASumForEachPlatformOfTheOfficialRelease() {
        assertThat(NatsRelease.OFFICIAL.checksums())
                .containsOnlyKeys("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64");
        assertThat(NatsRelease.OFFICIAL.checksums().values())
                .allMatch(sum -> sum.matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    private URI location() {
        return URI.create("http://127.0.0.1:" + web.getAddress().getPort() + "/v2.12.7/");
    }

    private NatsRelease release(String sum) {
        return new NatsRelease(NatsVersion.PINNED, location(), Map.of("linux-amd64", sum));
    }

    /** Serves the same archive under this machine's name of the platform. */
    private NatsRelease releaseForThisPlatform(String sum) {
        String name = "nats-server-v2.12.7-" + NatsRelease.platform();
        if (!name.equals(NAME)) {
            web.createContext("/v2.12.7/" + name + ".tar.gz", exchange -> {
                byte[] own = tarGz(Map.of(name + "/nats-server", PROGRAM));
                exchange.sendResponseHeaders(200, own.length);
                exchange.getResponseBody().write(own);
                exchange.close();
            });
        }
        return new NatsRelease(NatsVersion.PINNED, location(), Map.of(NatsRelease.platform(), sum));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] tarGz(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                byte[] header = new byte[512];
                byte[] name = entry.getKey().getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(name, 0, header, 0, name.length);
                byte[] size = String.format("%011o", entry.getValue().length).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(size, 0, header, 124, size.length);
                out.write(header);
                out.write(entry.getValue());
                out.write(new byte[(512 - entry.getValue().length % 512) % 512]);
            }
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }
}
