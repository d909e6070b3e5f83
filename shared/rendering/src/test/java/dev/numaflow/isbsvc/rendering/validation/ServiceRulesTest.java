package dev.numaflow.isbsvc.rendering.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceRulesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWithEveryViolationAtOnce(String id, JsonNode refused) {
        Parsed<ValidService> checked = Services.check(refused.path("name").asText("default"), refused.path("spec"));

        assertThat(checked.violations().stream().map(Violation::path))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Services.YAML.convertValue(refused.path("violations"), String[].class))
                                .toList());
        assertThat(checked.violations()).allSatisfy(v -> {
            assertThat(v.found()).isNotBlank();
            assertThat(v.allowed()).isNotBlank();
        });
    }

    @Test
    void listsTheKnownVersions() throws IOException {
        Violation violation = Services.check("default", Services.YAML.readTree("jetstream: {version: 1.0.0}"))
                .violations()
                .get(0);

        assertThat(violation.toString())
                .isEqualTo(
                        "spec.jetstream.version: found \"1.0.0\", allowed: one of latest, 2.8.1, 2.8.1-alpine, 2.8.3,"
                                + " 2.8.3-alpine, 2.9.0, 2.9.0-alpine, 2.9.6, 2.9.8, 2.9.15, 2.10.3, 2.10.11, 2.10.17, 2.10.29, 2.12.7");
    }

    @Test
    void acceptsTheLongestNameWhoseChildrenFit() throws IOException {
        JsonNode spec = Services.YAML.readTree("jetstream: {version: latest}");

        assertThat(Services.check("a".repeat(42), spec).isGood()).isTrue();
        assertThat(Services.check("a".repeat(43), spec).isGood()).isFalse();
    }

    @Test
    void warnsOfWhatIsLikelyToHurt() throws IOException {
        JsonNode spec =
                Services.YAML.readTree("jetstream: {version: latest, replicas: 1, settings: 'max_payload: 9000000'}");

        assertThat(Services.check("default", spec).value().warnings().stream().map(Warning::path))
                .containsExactly(
                        "spec.jetstream.version",
                        "spec.jetstream.replicas",
                        "spec.jetstream.persistence",
                        "spec.jetstream.settings");
    }

    @Test
    void ignoresWhatTheControllersConfigurationKnowsBeyondUs() throws IOException {
        ControllerConfig newer = newer("settings: \"novel: 1\", bufferConfig: \"stream: {novel: 1}\"");
        JsonNode good = Services.YAML.readTree("jetstream: {version: good, persistence: {}}");
        JsonNode own = Services.YAML.readTree("jetstream: {version: good, settings: 'novel: 1'}");

        assertThat(Services.check("default", good, newer).value().warnings().stream()
                        .map(Warning::path))
                .containsExactly(
                        "numaflow-controller-config:isbsvc.jetstream.settings.novel",
                        "numaflow-controller-config:isbsvc.jetstream.bufferConfig.stream.novel");
        assertThat(Services.check("default", own, newer).violations().stream().map(Violation::path))
                .containsExactly("spec.jetstream.settings.novel");
    }

    @Test
    void refusesABrokenVersionToThoseAloneWhoAskForIt() throws IOException {
        ControllerConfig config = newer("novel: 1");

        assertThat(Services.check("default", Services.YAML.readTree("jetstream: {version: good}"), config)
                        .isGood())
                .isTrue();
        assertThat(
                        Services.check("default", Services.YAML.readTree("jetstream: {version: broken}"), config)
                                .violations()
                                .stream()
                                .map(Violation::path))
                .containsExactly(
                        "numaflow-controller-config:isbsvc.jetstream.versions[broken].natsImage",
                        "numaflow-controller-config:isbsvc.jetstream.versions[broken].metricsExporterImage",
                        "numaflow-controller-config:isbsvc.jetstream.versions[broken].configReloaderImage");
    }

    private static ControllerConfig newer(String jetstream) {
        return ControllerConfig.parse(
                        """
                        isbsvc:
                          jetstream: {%s, versions: [
                            {version: broken, natsImage: {a: b}, startCommand: s},
                            {version: good, natsImage: n, metricsExporterImage: m, configReloaderImage: r, startCommand: s}]}
                        """
                                .formatted(jetstream))
                .value();
    }

    @Test
    void aRefusalStaysShortWhateverIsWritten() throws IOException {
        String text = "x".repeat(20_000);
        JsonNode spec = Services.YAML.createObjectNode();
        ((ObjectNode) spec)
                .putObject("jetstream")
                .put("version", text)
                .put("dnsPolicy", text)
                .put(text, 1)
                .putObject("nodeSelector")
                .put(text, 1);

        assertThat(Services.check("default", spec).violations())
                .hasSize(4)
                .allSatisfy(violation -> assertThat(violation.toString()).hasSizeLessThan(2_000));
    }

    @Test
    void hasNothingToSayAboutAGoodService() {
        assertThat(Services.jetstream("persistence: {}").warnings()).isEmpty();
    }

    @Test
    void oneNodeThatKeepsItsDataIsWarnedOfUnlessItSaysHowLongMessagesMayWaitForTheDisk() throws Exception {
        assertThat(Services.jetstream("replicas: 1, persistence: {}").warnings())
                .extracting(Warning::toString)
                .anyMatch(warning -> warning.startsWith("spec.jetstream.settings: sync_interval is not set"));
        assertThat(Services.jetstream("replicas: 1, persistence: {}, settings: 'sync_interval: 2m'")
                        .warnings())
                .extracting(Warning::path)
                .containsExactly("spec.jetstream.replicas");
    }

    @Test
    void aSettingThatServersOfTheVersionDoNotKnowIsRefused() throws Exception {
        JsonNode old = Services.YAML.readTree("jetstream: {version: 2.8.1, settings: 'sync_interval: always'}");

        assertThat(Services.check("default", old).violations())
                .extracting(Violation::path)
                .containsExactly("spec.jetstream.settings.sync_interval");
    }

    static Stream<Arguments> refused() throws IOException {
        JsonNode cases = Services.YAML.readTree(
                Path.of("src/test/resources/refused.yaml").toFile());
        return StreamSupport.stream(cases.spliterator(), false)
                .map(c -> Arguments.of(c.path("id").asText(), c));
    }
}
