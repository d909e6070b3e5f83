package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeToolsTest {
    @TempDir
    Path folder;

    @Test
    void saysInOneSentenceAllThatIsMissing() {
        // Those of the machine's own folders for root are found, too, so that only what no machine has there is certain
        // to be missing.
        assertThatThrownBy(() -> NodeTools.find(new ExecutablePath(List.of()), List.of(folder), false))
                .isInstanceOf(NodeUnavailable.class)
                .hasMessageStartingWith("a real node needs what is missing here: root on Linux, ")
                .hasMessageContaining("the CNI plugins [bridge, host-local, loopback] in one of [" + folder + "]")
                .hasMessageContaining("Debian's packages are containerd, runc")
                .hasMessageNotContaining("\n");
    }

    @Test
    void findsThoseOfThePathAndAFolderThatHasEveryPlugin() throws IOException {
        Path incomplete = Files.createDirectory(folder.resolve("incomplete"));
        Path complete = Files.createDirectory(folder.resolve("complete"));
        executable(incomplete.resolve("bridge"));
        for (String plugin : List.of("bridge", "host-local", "loopback")) {
            executable(complete.resolve(plugin));
        }
        for (String tool : List.of("containerd", "ctr", "runc", "ip")) {
            executable(folder.resolve(tool));
        }

        NodeTools tools = NodeTools.find(new ExecutablePath(List.of(folder)), List.of(incomplete, complete), true);

        assertThat(tools)
                .isEqualTo(new NodeTools(
                        folder.resolve("containerd"), folder.resolve("ctr"), folder.resolve("ip"), complete));
    }

    private static void executable(Path file) throws IOException {
        assertThat(Files.createFile(file).toFile().setExecutable(true)).isTrue();
    }
}
