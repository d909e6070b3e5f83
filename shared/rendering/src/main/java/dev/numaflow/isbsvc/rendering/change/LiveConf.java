package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.settings.SyncInterval;
import java.util.Optional;

/** Reads from nats.conf of the live ConfigMap how its servers run. */
final class LiveConf {

    private static final String CLUSTER = "cluster";
    private static final String JETSTREAM = "jetstream";
    private static final String ALLOW_NON_TLS = "allow_non_tls";

    private LiveConf() {}

    /** Empty where the ConfigMap is missing, or edited into something that no server reads: then it counts as lost. */
    static Optional<Block> read(JsonNode configMap) {
        try {
            return text(configMap).map(NatsConf::parse);
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    /** The text of the configuration; empty where there is none. */
    static Optional<String> text(JsonNode configMap) {
        return Optional.of(configMap.path("data").path(Keys.NATS_CONF).asText(""))
                .filter(text -> !text.isBlank());
    }

    /** The number of nodes by their routes. A StatefulSet that was scaled down manually still has all its nodes. */
    static int nodes(Block conf) {
        return isAlone(conf) ? 1 : conf.block(CLUSTER).items("routes").size();
    }

    /** Whether a server with it belongs to no cluster. */
    static boolean isAlone(Block conf) {
        return conf.get(CLUSTER).isEmpty();
    }

    /** Whether the servers demand TLS; empty where the text does not show it: Numaflow's of a single node is the same in both cases. */
    static Optional<Boolean> tls(Block conf) {
        return conf.get(CLUSTER).isPresent()
                ? Optional.of(conf.block(CLUSTER).get("tls").isPresent())
                : conf.get(ALLOW_NON_TLS).map(allowed -> false);
    }

    /** The mode that fits servers with certificates that accept clients without TLS; empty where they accept none. */
    static Optional<TlsMode> modeBetween(Block conf) {
        boolean routes =
                conf.get(CLUSTER).isEmpty() || conf.block(CLUSTER).get("tls").isPresent();
        return conf.get(ALLOW_NON_TLS).map(allowed -> routes ? TlsMode.OFFERED : TlsMode.MOUNTED);
    }

    static Optional<Long> maxMemoryStore(Block conf) {
        return number(conf.block(JETSTREAM), "max_memory_store");
    }

    static Optional<Long> maxFileStore(Block conf) {
        return number(conf.block(JETSTREAM), "max_file_store");
    }

    static Optional<Long> maxPayload(Block conf) {
        return number(conf, "max_payload");
    }

    static Optional<SyncInterval> syncInterval(Block conf) {
        Optional<NatsConf> set = conf.block(JETSTREAM).get("sync_interval");
        return set.isEmpty()
                ? Optional.of(SyncInterval.SERVERS_DEFAULT)
                : set.filter(NatsConf.Text.class::isInstance)
                        .map(NatsConf.Text.class::cast)
                        .flatMap(text -> SyncInterval.running(text.value()));
    }

    private static Optional<Long> number(Block block, String key) {
        return block.get(key)
                .filter(NatsConf.Number.class::isInstance)
                .map(NatsConf.Number.class::cast)
                .map(NatsConf.Number::value);
    }
}
