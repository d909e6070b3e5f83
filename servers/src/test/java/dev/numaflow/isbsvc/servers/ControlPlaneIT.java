package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneIT {
    @TempDir
    Path folder;

    @Test
    void servesWithControllersUntilItIsClosed() throws IOException {
        try (ControlPlane plane = ControlPlane.start(folder)) {
            assertThat(running()).hasSize(3);
            assertThat(Files.readString(plane.kubeconfig())).contains(plane.url(), "certificate-authority-data");
            assertThat(plane.auditLog())
                    .content()
                    .contains("\"resource\":\"configmaps\"")
                    .doesNotContain("Object\":{");
        }

        assertThat(running()).isEmpty();
    }

    @Test
    void endsWithAJvmThatIsKilled() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(new String(jvm.getInputStream().readNBytes(7), StandardCharsets.UTF_8))
                    .isEqualTo("started");
            assertThat(running()).hasSize(3);
        } finally {
            jvm.destroyForcibly().waitFor();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> running().isEmpty());
    }

    /** The processes that were started for this test's folder. */
    private List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
                .filter(each -> !each.info().command().orElse("").endsWith("java"))
                .toList();
    }

    /** Starts a control plane in a JVM of its own and waits to be killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws InterruptedException {
            ControlPlane plane = ControlPlane.start(Path.of(arguments[0]));
            System.out.print("started");
            System.out.flush();
            synchronized (plane) {
                plane.wait();
            }
        }
    }
}
