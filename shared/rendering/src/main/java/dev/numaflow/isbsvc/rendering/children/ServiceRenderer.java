package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** The headless Service by which pipelines and the servers themselves find the servers. */
final class ServiceRenderer {

    private ServiceRenderer() {}

    static Service render(ValidService service) {
        return new ServiceBuilder()
                .withMetadata(Metadata.of(service, service.names().headlessService()))
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withPorts(
                        port("tcp-client", Ports.CLIENT),
                        port("cluster", Ports.CLUSTER),
                        port("metrics", Ports.METRICS),
                        port("monitor", Ports.MONITOR))
                // The servers must find each other before they are ready.
                .withPublishNotReadyAddresses(true)
                .withSelector(Labels.of(service.names()))
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int number) {
        return new ServicePortBuilder().withName(name).withPort(number).build();
    }
}
