package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl as users run it. */
interface KubectlContract extends ApiContract {

    /** What kubectl prints; its exit code must be 0. */
    private String kubectl(Path folder, String... arguments) {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "kubectl"))),
                "kubectl is not on PATH");
        try {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig());
            List<String> command = new ArrayList<>(List.of(
                    "kubectl",
                    "--kubeconfig",
                    kubeconfig.toString(),
                    "--cache-dir",
                    folder.toString(),
                    "-n",
                    namespace()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // An editor that changes the image.
            builder.environment().put("KUBE_EDITOR", "sed -i s/2.12.8/2.12.9/");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String manifest(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("manifest.yaml"), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    default void kubectlAppliesGetsPatchesAndDeletes(@TempDir Path folder) {
        String set = PlainHttp.resource("statefulset.yaml").toString();
        assertThat(kubectl(folder, "apply", "-f", manifest(folder, set))).contains("statefulset.apps/nodes created");
        assertThat(kubectl(folder, "apply", "-f", manifest(folder, set.replace("2.12.7", "2.12.8"))))
                .contains("configured");
        assertThat(kubectl(folder, "get", "statefulset")).contains("NAME", "nodes", "AGE");
        assertThat(kubectl(folder, "wait", "statefulset/nodes", "--for=jsonpath={.spec.replicas}=0", "--timeout=10s"))
                .contains("condition met");
        assertThat(kubectl(folder, "label", "statefulset/nodes", "a=b")).contains("labeled");
        assertThat(kubectl(folder, "diff", "-f", manifest(folder, set.replace("2.12.7", "2.12.8"))))
                .isEmpty();
        assertThat(kubectl(folder, "edit", "statefulset/nodes")).contains("edited");
        assertThat(kubectl(folder, "delete", "statefulset/nodes")).contains("deleted");
    }

    @Test
    default void kubectlShowsCustomResources(@TempDir Path folder) {
        String widget = PlainHttp.yaml(Widgets.yaml("one", "{size: 4}")).toString();
        assertThat(kubectl(folder, "apply", "-f", manifest(folder, widget))).contains("created");

        assertThat(kubectl(folder, "apply", "-f", manifest(folder, widget))).contains("unchanged");
        assertThat(kubectl(folder, "get", "wd")).contains("SIZE").contains("4");
    }
}
