package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;

/** The sidecar that tells the server to reload when its configuration has changed. */
final class ReloaderContainer {

    private ReloaderContainer() {}

    static Container render(ValidService service) {
        Container container = new ContainerBuilder()
                .withName("reloader")
                .withImage(service.version().configReloaderImage())
                .withCommand(
                        "nats-server-config-reloader",
                        "-pid",
                        Paths.PID_FILE,
                        "-config",
                        Paths.config(Paths.CONFIG_FILE))
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
}
