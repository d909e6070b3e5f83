package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;

/** The ConfigMap from which the pods mount the servers' configuration. */
final class ConfigMapRenderer {

    private ConfigMapRenderer() {}

    static ConfigMap render(ValidService service) {
        return new ConfigMapBuilder()
                .withMetadata(Metadata.of(service, service.names().configMap()))
                .addToData(Keys.NATS_CONF, ServerConf.render(service).print())
                .build();
    }
}
