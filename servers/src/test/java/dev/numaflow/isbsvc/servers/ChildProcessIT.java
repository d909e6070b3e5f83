package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessIT {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void writesWhatTheProcessPrintsToItsLogAndReportsItsExitCode() throws Exception {
        try (ChildProcess child = shell("echo out; echo err >&2; exit 3")) {
            assertThat(child.onExit().get()).isEqualTo(3);
            assertThat(child.log()).hasContent("out\nerr");
        }
    }

    @Test
    void killsAProcessThatIgnoresTheRequestToEnd() {
        try (ChildProcess child = shell("trap '' TERM; echo ready; while :; do sleep 1; done")) {
            await().until(() -> Files.readString(child.log()).contains("ready"));

            assertThat(child.stop(Duration.ofMillis(100))).isEqualTo(128 + 9);
        }
    }

    @Test
    void sendsAHangUp() {
        try (ChildProcess child = shell("trap 'echo again' HUP; echo ready; while :; do sleep 0.05; done")) {
            await().until(() -> Files.readString(child.log()).contains("ready"));

            child.signal(ChildProcess.Signal.HUP);

            await().until(() -> Files.readString(child.log()).contains("again"));
            assertThat(child.isAlive()).isTrue();
        }
    }

    @Test
    void givesOnlyTheStatedEnvironmentWhenItIsToBeClean() throws Exception {
        ChildProcess.Command command = new ChildProcess.Command(
                List.of("/bin/sh", "-c", "echo \"$ONLY-$HOME\""), Map.of("ONLY", "this"), true, folder, log());
        try (ChildProcess child = ChildProcess.start(command)) {
            child.onExit().get();
            assertThat(child.log()).hasContent("this-");
        }
    }

    @Test
    void aRunThatFailsOrTakesTooLongEndsWithItsLog() throws Exception {
        ChildProcess.run(command("echo fine"), LONG_ENOUGH, "unused");

        assertThatThrownBy(() -> ChildProcess.run(command("echo broken; exit 3"), LONG_ENOUGH, "the run failed"))
                .isInstanceOf(IOException.class)
                .hasMessage("the run failed: fine\nbroken");
        assertThatThrownBy(() ->
                        ChildProcess.run(command("echo slow; sleep 300"), Duration.ofMillis(500), "the run failed"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("slow");
    }

    @Test
    void whoWaitsForAProcessThatEndsIsReportedItsLog() {
        try (ChildProcess child = ChildProcess.start(command("echo no port; exit 1"))) {
            assertThatThrownBy(() -> Polling.isTrueWithin(LONG_ENOUGH, child, () -> false))
                    .hasMessageContaining("has ended: no port");
        }
    }

    /** Another JVM starts a child and is killed without a chance to clean up. */
    @Test
    void diesWithAJvmThatIsKilled() throws Exception {
        Path pidFile = folder.resolve("pid");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAChildAndWaits.class.getName(),
                        pidFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pidFile));
            long child = Long.parseLong(Files.readString(pidFile));
            assertThat(ProcessHandle.of(child)).isPresent();

            jvm.destroyForcibly().waitFor();

            await().until(() ->
                    ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** The main class of the JVM that is killed. */
    static final class StartsAChildAndWaits {
        private StartsAChildAndWaits() {}

        public static void main(String[] arguments) throws Exception {
            Path pidFile = Path.of(arguments[0]);
            ChildProcess child = ChildProcess.start(ChildProcess.Command.of(
                    List.of("/bin/sh", "-c", "exec sleep 300"),
                    pidFile.getParent(),
                    pidFile.resolveSibling("child.log")));
            Path written = pidFile.resolveSibling("pid.tmp");
            Files.writeString(written, String.valueOf(child.pid()));
            Files.move(written, pidFile);
            child.onExit().get();
        }
    }

    private Path log() {
        return folder.resolve("child.log");
    }

    /** Whoever runs the tests under nohup ignores SIGHUP, and no shell takes back what it inherits ignored. */
    private ChildProcess shell(String script) {
        return ChildProcess.start(command(script));
    }

    private ChildProcess.Command command(String script) {
        return ChildProcess.Command.of(List.of("env", "--default-signal=HUP", "/bin/sh", "-c", script), folder, log());
    }
}
