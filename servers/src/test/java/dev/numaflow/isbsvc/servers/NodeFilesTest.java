package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFilesTest {
    private static final NodeTools TOOLS =
            new NodeTools(Path.of("/bin/containerd"), Path.of("/bin/ctr"), Path.of("/bin/ip"), Path.of("/cni"));

    @TempDir
    Path folder;

    @Test
    void refusesAFolderWhosePathIsTooLongForASocket() {
        NodeFiles files = new NodeFiles(folder.resolve("n".repeat(100)));

        assertThatThrownBy(() -> files.write(TOOLS, "pause:1"))
                .isInstanceOf(NodeUnavailable.class)
                .hasMessageContaining("allowed: 107 characters");
    }

    @Test
    void keepsAllThatContainersLeaveInTheFolder() throws IOException {
        NodeFiles files = new NodeFiles(folder);

        files.write(TOOLS, "pause:1");

        assertThat(Files.readString(files.containerd()))
                .contains("root = \"" + folder.resolve("containerd") + "\"")
                .contains("state = \"" + folder.resolve("containerd-state") + "\"")
                .contains("Root = \"" + folder.resolve("runc") + "\"")
                .contains("netns_mounts_under_state_dir = true");
        assertThat(Files.readString(files.kubelet()))
                .contains("podLogsDir: \"" + folder.resolve("pod-logs") + "\"")
                .contains("cgroupRoot: /isbsvc-node\n")
                .contains("makeIPTablesUtilChains: false\n");
    }

    @Test
    void findsMountsWhosePlacesHaveBlanks() {
        assertThat(Mounts.parse(List.of("shm /run/a\\040b/shm tmpfs rw 0 0")))
                .containsExactly(new Mounts.Mount(Path.of("/run/a b/shm"), "tmpfs"));
    }

    /** A node of another version would not fit the API server. */
    @Test
    void buildsTheKubeletOfTheControlPlanesVersion() throws IOException {
        NodeRecipe.unpack(folder);

        assertThat(Files.readString(folder.resolve("go.mod")))
                .contains("k8s.io/kubernetes v" + ControlPlaneBinaries.VERSION + "\n");
    }
}
