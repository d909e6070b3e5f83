package dev.numaflow.isbsvc.local.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.local.report.UnusableInput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    private static final String GIVEN =
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", certificate-authority: pki/ca.crt}}]
            users: [{name: u, user: {client-certificate: ../u.crt, client-key: /keys/u.key, tokenFile: token}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """;

    @TempDir
    Path folder;

    @Test
    void findsTheFilesItNamesFromWhereverItIsWritten() throws Exception {
        Path given = Files.createDirectory(folder.resolve("given")).resolve("config");
        Path written = folder.resolve("written");
        Kubeconfig.read(Files.writeString(given, GIVEN)).write(written);
        JsonNode tree = new ObjectMapper(new YAMLFactory()).readTree(written.toFile());
        assertThat(tree.at("/clusters/0/cluster/certificate-authority").asText())
                .isEqualTo(folder.resolve("given/pki/ca.crt").toString());
        assertThat(tree.at("/users/0/user/client-certificate").asText())
                .isEqualTo(folder.resolve("u.crt").toString());
        assertThat(tree.at("/users/0/user/client-key").asText()).isEqualTo("/keys/u.key");
        assertThat(tree.at("/users/0/user/tokenFile").asText())
                .isEqualTo(folder.resolve("given/token").toString());
        assertThat(tree.at("/current-context").asText()).isEqualTo("x");
    }

    @Test
    void saysWhyItCannotBeUsed() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Kubeconfig.read(missing))
                .isInstanceOf(UnusableInput.class)
                .hasMessage("--kubeconfig " + missing + ": no such file");
        Path text = Files.writeString(folder.resolve("text"), "hello");
        assertThatThrownBy(() -> Kubeconfig.read(text))
                .isInstanceOf(UnusableInput.class)
                .hasMessage("--kubeconfig " + text + ": not a kubeconfig");
    }
}
