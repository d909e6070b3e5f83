package dev.numaflow.isbsvc.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Input that cannot be used is told in one line, before anything of an earlier run is removed. */
class UpInputTest {
    @TempDir
    Path folder;

    @Test
    void saysThatAFileIsMissing() {
        assertThat(refusal("--apply", folder.resolve("missing.yaml").toString()))
                .isEqualTo(folder.resolve("missing.yaml") + ": no such file\n");
    }

    @Test
    void saysInOneLineWhereYamlIsMalformed() throws Exception {
        String file = file("a: [1\nb: 2\n");
        assertThat(refusal("--apply", file))
                .startsWith(file + ": ")
                .contains("line")
                .hasLineCount(1);
    }

    @Test
    void saysWhichFieldOfADocumentIsMissing() throws Exception {
        assertThat(refusal("--apply", file("apiVersion: v1\nmetadata: {name: a}\n")))
                .contains("kind")
                .hasLineCount(1);
        assertThat(refusal("--apply", file("apiVersion: v1\nkind: Secret\n")))
                .contains("metadata.name")
                .hasLineCount(1);
    }

    @Test
    void saysThatAKubeconfigIsMissingBeforeItEmptiesTheFolder() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.writeString(state.resolve(".isbsvc-local"), "");
        Path earlier = Files.writeString(state.resolve("earlier"), "");
        assertThat(refusal("--dir", state.toString(), "--kubeconfig", "missing"))
                .isEqualTo("--kubeconfig missing: no such file\n");
        assertThat(earlier).exists();
    }

    @Test
    void saysThatTheFolderIsAFile() throws Exception {
        String file = file("");
        assertThat(refusal("--dir", file)).isEqualTo("--dir " + file + ": not a folder\n");
    }

    @Test
    void saysThatARealNodeIsNotUsedWithAnotherApiServer() {
        assertThat(refusal("--node", "real", "--api", "embedded"))
                .startsWith("--node real has a control plane of its own")
                .hasLineCount(1);
        assertThat(refusal("--node", "real", "--without", "sources")).startsWith("--node real has a control plane");
    }

    private String file(String content) throws Exception {
        return Files.writeString(folder.resolve("given.yaml"), content).toString();
    }

    private static String refusal(String... options) {
        StringWriter reported = new StringWriter();
        CommandLine line = Local.commandLine().setErr(new PrintWriter(reported, true));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "up";
        System.arraycopy(options, 0, arguments, 1, options.length);
        assertThat(line.execute(arguments)).isOne();
        return reported.toString();
    }
}
