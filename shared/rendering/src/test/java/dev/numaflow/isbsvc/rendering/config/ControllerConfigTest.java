package dev.numaflow.isbsvc.rendering.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.validation.Violation;
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
        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {versions: [1]}}")
                        .violations())
                .extracting(Violation::path)
                .containsExactly("numaflow-controller-config:isbsvc.jetstream.versions");
        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {versions: [~]}}")
                        .isGood())
                .isFalse();
        assertThat(ControllerConfig.parse("isbsvc: {jetstream: {versions: [{natsImage: x}]}}")
                        .isGood())
                .isFalse();
        assertThat(ControllerConfig.parse("a: [").isGood()).isFalse();
    }
}
