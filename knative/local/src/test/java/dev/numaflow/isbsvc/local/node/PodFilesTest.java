package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFilesTest {
    @TempDir
    Path folder;

    @Test
    void replacesAllFilesAtOnce() throws Exception {
        PodFiles files = new PodFiles(folder.resolve("volume"));
        files.write(Map.of("a.conf", bytes("1"), "tls/cert", bytes("1")));
        Path before = folder.resolve("volume/..data").toRealPath();

        assertThat(files.write(Map.of("a.conf", bytes("2"), "tls/cert", bytes("2"))))
                .containsExactlyInAnyOrder("a.conf", "tls/cert");

        assertThat(folder.resolve("volume/a.conf")).hasContent("2");
        assertThat(folder.resolve("volume/tls/cert")).hasContent("2");
        assertThat(folder.resolve("volume/..data").toRealPath())
                .as("one link was moved")
                .isNotEqualTo(before);
        assertThat(before).as("the old files").doesNotExist();
    }

    @Test
    void leavesFilesThatAreAsTheyShouldBe() {
        PodFiles files = new PodFiles(folder.resolve("volume"));
        files.write(Map.of("a", bytes("1")));

        assertThat(files.write(Map.of("a", bytes("1")))).isEmpty();
        assertThat(files.write(Map.of("b", bytes("1")))).containsExactly("b");
    }

    @Test
    void keepsSecretsFromOtherUsers() throws Exception {
        new PodFiles(folder.resolve("volume")).write(Map.of("a", bytes("secret")));

        assertThat(Files.getPosixFilePermissions(folder.resolve("volume/a").toRealPath()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void refusesAPathThatLeadsOutOfTheVolume() {
        assertThatThrownBy(() -> new PodFiles(folder.resolve("volume")).write(Map.of("../../a", bytes("x"))))
                .hasMessageContaining("cannot write the volume");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
