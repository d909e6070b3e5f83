package dev.numaflow.isbsvc.rendering.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.Warning;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControllerConfigTest {

    @Test
    void theBuiltInOneKnowsItsVersions() {
        assertThat(ControllerConfig.builtIn().versionNames()).contains("latest", "2.12.7");
        assertThat(ControllerConfig.builtIn().instance()).isEmpty();
    }

    @Test
    void whatIsNotSaidIsEmptyAsInNumaflow() {
        ControllerConfig config = ControllerConfig.parse("instance: blue").value();

        assertThat(config.instance()).isEqualTo("blue");
        assertThat(config.versions()).isEmpty();
        assertThat(config.settings()).isEmpty();
        assertThat(config.defaultResources().getRequests()).containsKeys("cpu", "memory");
    }

    @Test
    void resolvesAnchors() {
        ControllerConfig config = ControllerConfig.parse(
                        """
                        isbsvc:
                          jetstream:
                            versions:
                            - &v {version: latest, natsImage: "nats:2.12.7", startCommand: /nats-server}
                            - {<<: *v, version: 2.12.7}
                        """)
                .value();

        assertThat(config.version("2.12.7"))
                .get()
                .extracting(JetStreamVersion::natsImage)
                .isEqualTo("nats:2.12.7");
    }

    @Test
    void namesTheFieldThatCannotBeRead() {
        assertThat(ControllerConfig.parse("defaults: {containerResources: 'requests: {memory: lots}'}")
                        .violations())
                .extracting(Violation::path)
                .containsExactly("numaflow-controller-config:defaults.containerResources.requests.memory");
        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {versions: {a: b}}}")
                        .violations())
                .extracting(Violation::path)
                .containsExactly("numaflow-controller-config:isbsvc.jetstream.versions");
        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {settings: {max_payload: 5}, bufferConfig: [1]}}")
                        .violations())
                .extracting(Violation::path)
                .containsExactly(
                        "numaflow-controller-config:isbsvc.jetstream.settings",
                        "numaflow-controller-config:isbsvc.jetstream.bufferConfig");
        assertThat(ControllerConfig.parse("isbsvc: 5").isGood()).isFalse();
        assertThat(ControllerConfig.parse("a: [").isGood()).isFalse();
    }

    @Test
    void aVersionThatCannotBeReadStopsNoOther() {
        ControllerConfig config = ControllerConfig.parse(
                        """
                        isbsvc:
                          jetstream:
                            versions:
                            - 1
                            - ~
                            - {natsImage: x}
                            - {version: 2.10, natsImage: x}
                            - {version: broken, natsImage: [x], startCommand: /nats-server}
                            - {version: good, natsImage: n, metricsExporterImage: m, configReloaderImage: r, startCommand: s}
                        """)
                .value();

        assertThat(config.versionNames()).containsExactly("broken", "good");
        assertThat(config.warnings())
                .extracting(Warning::path)
                .containsExactly(
                        "numaflow-controller-config:isbsvc.jetstream.versions[0]",
                        "numaflow-controller-config:isbsvc.jetstream.versions[1]",
                        "numaflow-controller-config:isbsvc.jetstream.versions[2]",
                        "numaflow-controller-config:isbsvc.jetstream.versions[3]");
    }

    @Test
    void warnsOfWhatANewerReleaseMayKnowAndIgnoresIt() {
        ControllerConfig config = ControllerConfig.parse(
                        """
                        novel: {deep: [1]}
                        defaults: {containerResources: "requests: {memory: 1Gi}\\nnovel: 1", novel: 1}
                        isbsvc:
                          redis: {}
                          jetstream:
                            novel: 1
                            settings: "max_payload: 2MB\\nnovel: 1"
                            bufferConfig: "stream: {maxMsgs: 7, novel: {a: b}}\\nnovelSection: {a: b}"
                            versions:
                            - {version: good, natsImage: n, metricsExporterImage: m, configReloaderImage: r, startCommand: s, novel: 1}
                        """)
                .value();

        assertThat(config.defaultResources().getRequests()).containsOnlyKeys("memory");
        assertThat(config.defaultResources().getAdditionalProperties())
                .as("what nobody knows reaches no pod")
                .isEmpty();
        assertThat(config.warnings())
                .extracting(Warning::path)
                .containsExactlyInAnyOrder(
                        "numaflow-controller-config:isbsvc.jetstream.novel",
                        "numaflow-controller-config:isbsvc.jetstream.settings.novel",
                        "numaflow-controller-config:isbsvc.jetstream.bufferConfig.novelSection",
                        "numaflow-controller-config:isbsvc.jetstream.bufferConfig.stream.novel",
                        "numaflow-controller-config:isbsvc.jetstream.versions[0].novel",
                        "numaflow-controller-config:defaults.containerResources.novel");
    }

    @Test
    void saysOfManyUnknownFieldsHowManyThereAre() {
        String many = IntStream.range(0, 50).mapToObj(i -> "n" + i + ": 1").collect(Collectors.joining(", "));

        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {" + many + "}}")
                        .value()
                        .warnings())
                .hasSize(11)
                .last()
                .hasToString("numaflow-controller-config: 40 more fields are ignored");
    }
}
