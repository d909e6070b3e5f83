package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "render",
                "buffers",
                "render -f",
                "render --unknown",
                "buffers -f - -o xml",
                "buffers default",
                "buffers --live",
                "buffers default --live -f -",
                "buffers a b --live",
                "buffers default --live -o yaml",
                "buffers default --live --isbsvc a",
                "render -f a -f b",
                "render -f a b",
                "-n",
                "status",
                "status a b",
                "status a -o yaml",
                "doctor a",
                "replay",
                "replay a --all",
                "replay a --function none",
                "replay --event",
                "release",
                "release a b",
                "release a -o yaml"
            })
    void answers64ToWrongUsage(String line) {
        Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: ").contains("--help").doesNotContain("\tat ");
    }

    @Test
    void explainsItselfWithExamples() {
        for (String command : List.of("render", "buffers", "status", "doctor", "replay", "release")) {
            Run run = Run.of(command, "--help");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "Usage: kubectl isbsvc " + command,
                            "Examples:",
                            "--namespace",
                            "--context",
                            "--kubeconfig");
        }
    }

    @Test
    void takesTheOptionsOfKubectlBeforeAndAfterTheCommand() {
        String pipeline = Run.GOLDEN.resolve("pipelines/simple.yaml").toString();

        assertThat(Run.of("-n", "data", "--context", "c", "--kubeconfig", "k", "buffers", "-f", pipeline)
                        .exitCode())
                .isZero();
        assertThat(Run.of("buffers", "-f", pipeline, "--namespace=data", "--context=c", "--kubeconfig=k")
                        .exitCode())
                .isZero();
    }

    @Test
    void namesTheContextThatTheKubeconfigDoesNotHave(@TempDir Path folder) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), "apiVersion: v1\nkind: Config\ncontexts: []\n");

        Run run = Run.of("status", "default", "--kubeconfig", kubeconfig.toString(), "--context", "nowhere");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: no context nowhere in " + kubeconfig)
                .doesNotContain("\tat ");
    }

    @Test
    void saysInOneLineThatTheClusterDoesNotAnswer(@TempDir Path folder) throws IOException {
        String config =
                """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: u, user: {}}]
                """;
        Path kubeconfig = Files.writeString(folder.resolve("config"), config);

        Run status = Run.of("status", "default", "--kubeconfig", kubeconfig.toString());
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.err().lines()).singleElement().asString().contains("default/default: no answer");

        Run doctor = Run.of("doctor", "--kubeconfig", kubeconfig.toString());
        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.out()).startsWith("problem  API server: no answer").contains("0 ok, 0 warnings, 1 problems");
    }
}
