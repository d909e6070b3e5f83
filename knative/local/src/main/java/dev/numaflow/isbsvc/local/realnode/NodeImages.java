package dev.numaflow.isbsvc.local.realnode;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.servers.ContainerImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of a service's pods, under the names that the controller's configuration gives them: nats-server of the version that is brought
 * here, and stand-ins for the reloader and the exporter.
 */
final class NodeImages {
    private static final String RELOADER = "nats-server-config-reloader";
    private static final String EXPORTER = "/prometheus-nats-exporter";

    private NodeImages() {}

    /**
     * Those of every offered version that has this release of NATS.
     *
     * @param containers the program of the stand-ins
     */
    static List<ContainerImage> of(String release, Path natsServer, Path containers) {
        ControllerConfig config = ControllerConfig.builtIn();
        return config.versionNames().stream()
                .map(name -> config.version(name).orElseThrow())
                .filter(version -> version.natsImage().endsWith(":" + release))
                .flatMap(version -> of(version, natsServer, containers))
                .distinct()
                .toList();
    }

    private static Stream<ContainerImage> of(JetStreamVersion version, Path natsServer, Path containers) {
        return Stream.of(
                new ContainerImage(
                        qualified(version.natsImage()),
                        Map.of(version.startCommand(), natsServer),
                        version.startCommand()),
                new ContainerImage(
                        qualified(version.configReloaderImage()),
                        Map.of("/usr/local/bin/" + RELOADER, containers),
                        RELOADER),
                new ContainerImage(qualified(version.metricsExporterImage()), Map.of(EXPORTER, containers), EXPORTER));
    }

    /** The name by which containerd looks for it: with a registry, and with a tag. */
    static String qualified(String image) {
        String path = image.contains("/") ? image : "library/" + image;
        String tagged = path.contains(":") ? path : path + ":latest";
        return tagged.indexOf('.') >= 0 && tagged.indexOf('.') < tagged.indexOf('/') ? tagged : "docker.io/" + tagged;
    }
}
