package dev.numaflow.isbsvc.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real node: {@code mvn verify -Preal-node}, as root on Linux. */
@Tag("real-node")
class RealNodeE2E {
    private static final Duration MAIN_JOB = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    @Test
    void runsServersAndFunctionsAsPodsAndLeavesNothingOfTheNode() throws IOException {
        try (UpProcess up = UpProcess.start(folder, "--once", "--node", "real")) {
            assertThat(up.awaitExit(MAIN_JOB)).as(String.join("\n", up.lines())).isZero();
            assertThat(up.lines())
                    .anyMatch(line -> line.contains("kubelet and containerd are ready for pods"))
                    .anyMatch(line -> line.matches(".*answer +creation took .* \\(cold, up in \\d+ ms\\).*"))
                    .anyMatch(line -> line.contains("status   default/default: phase Running"))
                    .anyMatch(line -> line.contains("1000 messages published to default-simple-pipeline-cat-0"))
                    .anyMatch(line -> line.contains("asleep   every function"));
            assertThat(up.leftOver()).isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder.toString());
            assertThat(Path.of("/sys/class/net/isbsvc0")).doesNotExist();
        }
    }

    /** With volumes, TLS and encryption, and the security context of docs/install.md, in a namespace that enforces it. */
    @Test
    void runsAServiceThatMeetsPodSecurityRestricted() {
        String service =
                Path.of("src/test/resources/restricted.yaml").toAbsolutePath().toString();
        String pipeline = UpProcess.example("simple-pipeline/pipeline.yaml").toString();
        try (UpProcess up =
                UpProcess.start(folder, "--once", "--node", "real", "--apply", service, "--apply", pipeline)) {
            assertThat(up.awaitExit(MAIN_JOB)).as(String.join("\n", up.lines())).isZero();
        }
    }
}
