package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;

/** The sidecar that exports the server's metrics to Prometheus. */
final class MetricsContainer {

    private MetricsContainer() {}

    static Container render(ValidService service) {
        Container container = new ContainerBuilder()
                .withName(Containers.METRICS)
                .withImage(service.version().metricsExporterImage())
                .withArgs(
                        "-connz",
                        "-routez",
                        "-subz",
                        "-varz",
                        "-prefix=nats",
                        "-use_internal_server_id",
                        "-jsz=all",
                        "http://localhost:" + Ports.MONITOR)
                .withPorts(MainContainer.port("metrics", Ports.METRICS))
                .withResources(SidecarResources.REQUESTS)
                .build();
        return Customization.apply(service.spec().metricsContainerTemplateOrEmpty(), container);
    }
}
