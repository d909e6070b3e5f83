package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Text;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads of a configuration of servers, whoever wrote it, whether they encrypt with it. */
final class ConfigEncryption {

    private static final String JETSTREAM = "jetstream";

    /** As a server reads them, in any case of letters. */
    private static final Set<String> KEYS = Set.of("key", "ek", "encryption_key");

    private ConfigEncryption() {}

    /** Whether a server that starts with this configuration encrypts what it stores: an empty key means that it does not. */
    static boolean isIn(Block conf) {
        return conf.entries().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(JETSTREAM))
                .map(Map.Entry::getValue)
                .filter(Block.class::isInstance)
                .flatMap(block -> ((Block) block).entries().entrySet().stream())
                .anyMatch(entry -> KEYS.contains(entry.getKey().toLowerCase(Locale.ROOT)) && isKey(entry.getValue()));
    }

    private static boolean isKey(NatsConf value) {
        return !(value instanceof Text text) || !text.value().isEmpty();
    }
}
