package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The sidecar that tells the server to reload when its configuration has changed. It is told every file that the server reads: the
 * releases that Numaflow ships do not follow what one file includes.
 */
final class ReloaderContainer {

    private ReloaderContainer() {}

    static Container render(ValidService service) {
        Container container = new ContainerBuilder()
                .withName("reloader")
                .withImage(service.version().configReloaderImage())
                .withCommand(command(service.spec().tlsEnabled()))
                .withResources(SidecarResources.REQUESTS)
                .addNewVolumeMount()
                .withName(Volumes.CONFIG)
                .withMountPath(Paths.CONFIG_DIR)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(Volumes.PID)
                .withMountPath(Paths.PID_DIR)
                .endVolumeMount()
                .build();
        return Customization.apply(service.spec().reloaderContainerTemplateOrEmpty(), container);
    }

    private static List<String> command(boolean tls) {
        List<String> command = new ArrayList<>(List.of("nats-server-config-reloader", "-pid", Paths.PID_FILE));
        Volumes.files(tls).forEach(file -> command.addAll(List.of("-config", Paths.config(file))));
        return command;
    }
}
