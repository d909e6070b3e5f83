package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;

/** The ConfigMap from which the pods mount the servers' configuration. */
final class ConfigMapRenderer {

    private ConfigMapRenderer() {}

    static ConfigMap render(ValidService service) {
        return render(service, ServerConf.render(service));
    }

    /** The same with another configuration. */
    static ConfigMap render(ValidService service, Block conf) {
        ConfigMap map = of(conf);
        map.setMetadata(Metadata.of(service, service.names().configMap()));
        return map;
    }

    /** Replaces the rendered content with that of the live ConfigMap. */
    static void keep(ConfigMap map, KeptConfig kept) {
        map.getData().put(Keys.NATS_CONF, kept.text());
        map.getMetadata()
                .getAnnotations()
                .replaceAll((name, rendered) -> kept.annotation(name).isEmpty() ? rendered : kept.annotation(name));
    }

    /** The ConfigMap of any service with this configuration. */
    static ConfigMap of(Block conf) {
        return new ConfigMapBuilder().addToData(Keys.NATS_CONF, conf.print()).build();
    }
}
