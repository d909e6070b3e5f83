package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
    @TempDir
    Path folder;

    @Test
    void buildsTheVersionThatIsNeeded() throws IOException {
        ControlPlaneRecipe.unpack(folder);

        String modules = Files.readString(folder.resolve("go.mod"));
        assertThat(modules).contains("k8s.io/kubernetes v" + ControlPlaneBinaries.VERSION + "\n");
        assertThat(OfficialReleases.ALL.get("etcd linux-amd64").location().toString())
                .contains("/v" + modules.replaceAll("(?s).*go.etcd.io/etcd/server/v3 v(\\S+).*", "$1") + "/");
        assertThat(OfficialReleases.ALL
                        .get("kube-apiserver linux-amd64")
                        .location()
                        .toString())
                .contains("/v" + ControlPlaneBinaries.VERSION + "/");
    }

    @Test
    void findsBinariesOnlyIfAllThreeCanBeExecuted() throws IOException {
        ControlPlaneBinaries binaries =
                new ControlPlaneBinaries(Map.of("KUBE_API_TEST_DIR", folder.toString()), "linux-amd64");
        Path home = folder.resolve("k8s/" + ControlPlaneBinaries.VERSION + "-linux-amd64");
        Files.createDirectories(home);
        executable(home.resolve("etcd"));
        executable(home.resolve("kube-apiserver"));
        Path last = Files.createFile(home.resolve("kube-controller-manager"));
        assertThat(binaries.find()).isEmpty();

        assertThat(last.toFile().setExecutable(true)).isTrue();

        assertThat(binaries.find()).hasValueSatisfying(found -> assertThat(found.controllerManager())
                .isEqualTo(last));
    }

    @Test
    void writesKeysThatOnlyTheirOwnerReads() throws IOException {
        ControlPlaneFiles files = ControlPlaneFiles.create(folder, false);

        for (Path file : new Path[] {files.privateKey(), files.tokens()}) {
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        }
        assertThat(Files.readString(files.publicKey())).startsWith("-----BEGIN PUBLIC KEY-----\n");
    }

    private static void executable(Path file) throws IOException {
        assertThat(Files.createFile(file).toFile().setExecutable(true)).isTrue();
    }
}
