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
import java.nio.file.Files;
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

class PinnedBinaryTest {
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
        publish("/release.tar.gz", archive);
        publish("/program", PROGRAM);
        web.start();
    }

    @AfterEach
    void stopPublishing() {
        web.stop(0);
    }

    @Test
    void unpacksTheExecutableOfAnArchiveWithThePinnedSum() throws Exception {
        Path target = folder.resolve("nats-server");

        release("release.tar.gz", sha256(archive), NAME + "/nats-server").bring(target);

        assertThat(target).hasBinaryContent(PROGRAM).isExecutable();
        assertThat(folder).isDirectoryNotContaining("glob:**.download");
    }

    @Test
    void takesAnExecutableThatIsNoArchive() throws Exception {
        Path target = folder.resolve("kube-apiserver");

        release("program", sha256(PROGRAM), "").bring(target);

        assertThat(target).hasBinaryContent(PROGRAM).isExecutable();
    }

    @Test
    void refusesAReleaseWithAnotherSumAndLeavesNothing() {
        assertThatThrownBy(() -> release("program", "00".repeat(32), "").bring(folder.resolve("kube-apiserver")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("00".repeat(32) + " is pinned: refused");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhatTheServerAnsweredWhenThereIsNoRelease() {
        assertThatThrownBy(() -> release("elsewhere", sha256(archive), "").bring(folder.resolve("etcd")))
                .hasMessageContaining("elsewhere answered 404");
    }

    @Test
    void isBroughtByTheFirstSourceThatCanAndKept() {
        PinnedBinary binary =
                binary(release("elsewhere", sha256(PROGRAM), ""), release("program", sha256(PROGRAM), ""), withoutGo());

        assertThat(binary.obtain()).isEqualTo(binary.file()).hasBinaryContent(PROGRAM);
        web.stop(0);
        assertThat(binary.obtain()).as("taken from the cache the second time").isEqualTo(binary.file());
    }

    @Test
    void isTakenFromThePathWhereItIsNewEnough() throws IOException {
        Path old = program("old", "nats-server: v2.10.29");
        Path taken = program("new", "nats-server: v2.11.0");

        assertThat(NatsServerBinary.find(new ExecutablePath(List.of(old.getParent(), taken.getParent())), binary()))
                .isEqualTo(taken);
    }

    @Test
    void saysWhatToDoWhenNothingCanBeHad() {
        PinnedBinary binary = binary(release("program", "11".repeat(32), ""), withoutGo());

        assertThatThrownBy(binary::obtain)
                .hasMessageContaining("refused")
                .hasMessageContaining("go install example.org/program@v1: go is not on PATH")
                .hasMessageContaining("Put the executable at " + binary.file());
        assertThat(binary.isThere()).isFalse();
    }

    @Test
    void pinsAnotherSumForEachOfficialRelease() {
        assertThat(OfficialReleases.ALL.values().stream().map(Release::sha256))
                .allMatch(sum -> sum.matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
        assertThat(OfficialReleases.ALL.keySet())
                .contains("nats-server linux-amd64", "etcd linux-arm64", "kube-apiserver linux-amd64");
    }

    private Path program(String name, String version) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("nats-server");
        Files.writeString(file, "#!/bin/sh\necho '" + version + "'\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private PinnedBinary binary(BinarySource... sources) {
        return new PinnedBinary(folder.resolve("cache/program"), List.of(sources));
    }

    private static GoInstall withoutGo() {
        return new GoInstall(new ExecutablePath(List.of()), "example.org/program@v1", Map.of());
    }

    private Release release(String path, String sum, String entry) {
        return new Release(URI.create("http://127.0.0.1:" + web.getAddress().getPort() + "/" + path), sum, entry);
    }

    private void publish(String path, byte[] content) {
        web.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
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
