package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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
                "render -f a -f b",
                "render -f a b",
                "-n"
            })
    void answers64ToWrongUsage(String line) {
        Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: ").contains("--help").doesNotContain("\tat ");
    }

    @Test
    void explainsItselfWithExamples() {
        for (String command : List.of("render", "buffers")) {
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
}
