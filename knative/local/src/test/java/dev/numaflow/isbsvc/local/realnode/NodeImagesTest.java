package dev.numaflow.isbsvc.local.realnode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.servers.ContainerImage;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NodeImagesTest {

    @Test
    void aServiceOfTheLatestVersionFindsAllItsImages() {
        assertThat(NodeImages.of(NatsServerBinary.pinnedVersion(), Path.of("nats-server"), Path.of("containers")))
                .extracting(ContainerImage::name)
                .hasSize(3)
                .anyMatch(name -> name.equals("docker.io/library/nats:" + NatsServerBinary.pinnedVersion()))
                .anyMatch(name -> name.startsWith("docker.io/natsio/nats-server-config-reloader:"))
                .anyMatch(name -> name.startsWith("docker.io/natsio/prometheus-nats-exporter:"));
    }

    @Test
    void namesAnImageAsARuntimeLooksForIt() {
        assertThat(NodeImages.qualified("nats:2.12.7")).isEqualTo("docker.io/library/nats:2.12.7");
        assertThat(NodeImages.qualified("isbsvc/functions")).isEqualTo("docker.io/isbsvc/functions:latest");
        assertThat(NodeImages.qualified("example.org/isbsvc:1")).isEqualTo("example.org/isbsvc:1");
    }
}
