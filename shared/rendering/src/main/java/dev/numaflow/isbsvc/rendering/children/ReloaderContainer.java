package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The sidecar that makes the server reload a changed configuration. Every file that the server reads is listed: the releases that
 * Numaflow ships do not follow includes.
 */
final class ReloaderContainer {

    private ReloaderContainer() {}

    static Container render(ValidService service) {
        Container container = new ContainerBuilder()
                .withName(Containers.RELOADER)
                .withImage(service.version().configReloaderImage())
                .withCommand(command(Volumes.files(service.tls().mountsCertificates())))
                .withResources(SidecarResources.REQUESTS)
                .withVolumeMounts(Volumes.sharedMounts())
                .build();
        return Customization.apply(service.spec().reloaderContainerTemplateOrEmpty(), container);
    }

    /** Watches these files of the configuration volume. */
    static List<String> command(List<String> files) {
        List<String> command = new ArrayList<>(List.of("nats-server-config-reloader", "-pid", Paths.PID_FILE));
        files.forEach(file -> command.addAll(List.of("-config", Paths.config(file))));
        return command;
    }
}
