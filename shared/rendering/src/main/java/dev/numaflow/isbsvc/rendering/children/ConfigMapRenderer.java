package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Optional;

/** The ConfigMap from which the pods mount the servers' configuration. */
final class ConfigMapRenderer {

    private ConfigMapRenderer() {}

    static ConfigMap render(ValidService service) {
        return named(service, ServerConf.render(service));
    }

    /** The same for servers that Numaflow's controller started. */
    static ConfigMap renderForNumaflow(ValidService service, Running running) {
        return named(service, sameAsLive(service, running).orElseGet(() -> ofNumaflow(service, running)));
    }

    private static ConfigMap named(ValidService service, Block conf) {
        ConfigMap map = of(conf);
        map.setMetadata(Metadata.of(service, service.names().configMap()));
        return map;
    }

    /** The live configuration of servers that Numaflow's controller started, where it has the rendered values, in its own order. */
    private static Optional<Block> sameAsLive(ValidService service, Running running) {
        return running.liveConf()
                .filter(any -> running.areOfNumaflow())
                .filter(live -> live.equals(ofNumaflow(service, running)));
    }

    /** An earlier version that adopted no pods gave them our configuration; servers refuse to reload without what it allows, too. */
    private static Block ofNumaflow(ValidService service, Running running) {
        boolean isOurs = running.adopted().isEmpty()
                && running.liveConf().filter(ServerConf::allowsNonTls).isPresent();
        return isOurs ? ServerConf.render(service) : ServerConf.ofNumaflow(service);
    }

    /** Leaves the text of a live configuration that has the rendered values as it is: a write of it would be a reload for nothing. */
    static void keepText(ConfigMap map, ValidService service, Running running) {
        if (sameAsLive(service, running).isPresent()) {
            map.getData().put(Keys.NATS_CONF, running.adoptedConf().orElseThrow());
        }
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
