package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;

/** The container in which nats-server runs. */
final class MainContainer {

    private MainContainer() {}

    static Container render(ValidService service) {
        ContainerTemplate template = service.spec().containerTemplateOrEmpty();
        String server = service.version().startCommand();
        Container container = new ContainerBuilder()
                .withName(Containers.MAIN)
                .withImage(service.version().natsImage())
                .withCommand(server, "--config", Paths.config(Paths.CONFIG_FILE))
                .withArgs(service.spec().startArgsOrEmpty())
                .withEnv(MainEnv.of(
                        service, Customization.resources(service.defaultResources(), template.resourcesOrEmpty())))
                .withPorts(port("client", Ports.CLIENT), port("cluster", Ports.CLUSTER), port("monitor", Ports.MONITOR))
                .withResources(service.defaultResources())
                .withVolumeMounts(Volumes.sharedMounts())
                .addNewVolumeMount()
                .withName(Volumes.data(service))
                .withMountPath(Paths.DATA_DIR)
                .endVolumeMount()
                .withStartupProbe(Probes.startup())
                .withReadinessProbe(Probes.readiness())
                .withLivenessProbe(Probes.liveness())
                .withLifecycle(lameDuckBeforeStop(server))
                .build();
        return Customization.apply(template, container);
    }

    /** The server moves its leaders and clients away; the SIGTERM that follows does not interrupt this. */
    private static Lifecycle lameDuckBeforeStop(String server) {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewExec()
                .withCommand(server, "-sl=ldm=" + Paths.PID_FILE)
                .endExec()
                .endPreStop()
                .build();
    }

    static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .build();
    }
}
