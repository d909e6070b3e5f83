package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Run.GOLDEN.resolve("isbsvc"))) {
            return folders.map(folder -> folder.resolve("isbsvc.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsWhatRenderingMakesSoThatNothingIsLostByPrintingIt(Path file) throws IOException {
        Run run = Run.of("render", "-f", file.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<JsonNode> printed = documents(run.out());
        assertThat(printed.subList(0, 3))
                .extracting(tree -> tree.path("kind").asText())
                .containsOnly("Secret");
        List<JsonNode> expected = Children.of(service(file)).list().stream()
                .map(child -> asText(JSON.valueToTree(child)))
                .toList();
        assertThat(printed.subList(3, printed.size())).isEqualTo(expected);
    }

    @Test
    void printsTheSameBytesEachTime() {
        String file = Run.GOLDEN.resolve("isbsvc/tls/isbsvc.yaml").toString();

        assertThat(Run.of("render", "-f", file).out())
                .isEqualTo(Run.of("render", "-f", file).out());
    }

    @Test
    void showsSampleSecretsThatAServerCouldUse() throws CertificateException {
        List<JsonNode> printed = documents(Run.of(
                        "render",
                        "-f",
                        Run.GOLDEN.resolve("isbsvc/tls/isbsvc.yaml").toString())
                .out());

        JsonNode server = printed.get(1);
        assertThat(server.at("/metadata/name").asText()).isEqualTo("isbsvc-default-js-server");
        assertThat(server.has("data")).isFalse();
        assertThat(server.at("/stringData/encryption").asText()).matches("[a-zA-Z][a-zA-Z0-9]{31}");
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        server.at("/stringData/cert").asText().getBytes(StandardCharsets.UTF_8)));
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(printed.get(2).at("/stringData/client-auth-user").asText()).isNotEmpty();
    }

    @Test
    void reportsEveryViolationOfEveryServiceAndPrintsNothing() {
        Run run = Run.withInput(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: one}
                spec: {jetstream: {version: none, replicas: 2, settings: "max_payload: lots\\nport: 1", novel: 1}}
                ---
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: two}
                spec: {jetstream: {version: latest, bufferConfig: "stream: {maxAge: 7d}"}}
                """,
                "render",
                "-f",
                "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("error: InterStepBufferService default/"));
        assertThat(run.err())
                .contains(
                        "default/one: spec.jetstream.version: ",
                        "default/one: spec.jetstream.replicas: ",
                        "default/one: spec.jetstream.novel: ",
                        "default/one: spec.jetstream.settings.max_payload: ",
                        "default/one: spec.jetstream.settings.port: ",
                        "default/two: spec.jetstream.bufferConfig.stream.maxAge: ");
    }

    @Test
    void warnsOnStandardErrorAlone() {
        Run run = Run.of(
                "render", "-f", Run.GOLDEN.resolve("isbsvc/minimal/isbsvc.yaml").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("warning: InterStepBufferService data/default: spec.jetstream.version: ");
        assertThat(run.out()).doesNotContain("warning");
    }

    private static ValidService service(Path file) throws IOException {
        return ServiceRules.check(documents(Files.readString(file)).get(0), ControllerConfig.builtIn())
                .value();
    }

    private static List<JsonNode> documents(String yaml) {
        return YamlDocuments.read(yaml, "output").value().stream()
                .map(RenderCommandTest::asText)
                .toList();
    }

    /** By way of text, so that numbers have the same Java types on both sides. */
    private static JsonNode asText(JsonNode tree) {
        try {
            return JSON.readTree(tree.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
