package dev.numaflow.isbsvc.rendering.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import java.util.Optional;

/** One version of NATS JetStream that the platform team offers: the images and the start command. */
public record JetStreamVersion(
        String version,
        String natsImage,
        String metricsExporterImage,
        String configReloaderImage,
        String startCommand) {

    /** The images and the command in a StatefulSet, under the version that was requested; empty where no server has an image. */
    public static Optional<JetStreamVersion> of(JsonNode statefulSet) {
        JsonNode main = container(statefulSet, Containers.MAIN);
        return main.hasNonNull("image")
                ? Optional.of(new JetStreamVersion(
                        statefulSet
                                .at("/metadata/annotations")
                                .path(Annotations.VERSION)
                                .asText(),
                        main.path("image").asText(),
                        container(statefulSet, Containers.METRICS).path("image").asText(),
                        container(statefulSet, Containers.RELOADER)
                                .path("image")
                                .asText(),
                        main.path("command").path(0).asText()))
                : Optional.empty();
    }

    /** Whether the other has the same name and images. */
    public boolean hasImagesOf(JetStreamVersion other) {
        return new JetStreamVersion(version, natsImage, metricsExporterImage, configReloaderImage, other.startCommand)
                .equals(other);
    }

    /** The same images and command under another name. */
    public JetStreamVersion named(String name) {
        return new JetStreamVersion(name, natsImage, metricsExporterImage, configReloaderImage, startCommand);
    }

    private static JsonNode container(JsonNode statefulSet, String name) {
        return statefulSet
                .at("/spec/template/spec/containers")
                .valueStream()
                .filter(container -> container.path("name").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
