package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Text;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Variable;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Inspects any server configuration: whether servers encrypt with it, and whether with the rendered key. */
final class ConfigEncryption {

    private static final String JETSTREAM = "jetstream";

    /** Case-insensitive, as in the server. */
    private static final Set<String> KEYS =
            Set.of("key", "ek", "encryption_key", "prev_key", "prev_ek", "prev_encryption_key");

    private static final Pattern KEY_IN_TEXT = Pattern.compile("(?i)(?<![a-z])(ek|key)(?!_)");

    private static final Variable OURS = new Variable(ServerEnv.JS_KEY);

    private ConfigEncryption() {}

    /** Whether a server that starts with this configuration encrypts its data; with an empty key it does not. */
    static boolean isIn(Block conf) {
        return !keys(conf).isEmpty();
    }

    /** Whether it encrypts with another key than the rendered one; rendering would overwrite that key. */
    static boolean isForeign(Block conf) {
        List<NatsConf> keys = keys(conf);
        return isHidden(conf)
                || keys.stream().anyMatch(key -> !key.equals(OURS))
                || (!keys.isEmpty() && definesOurs(conf));
    }

    /** Whether a text that cannot be parsed here, but perhaps by a server, may contain a key. */
    static boolean mayBeIn(String unreadable) {
        return KEY_IN_TEXT.matcher(unreadable).find();
    }

    /** A variable may stand for a whole block. */
    private static boolean isHidden(Block conf) {
        return conf.entries().entrySet().stream()
                .anyMatch(entry -> entry.getKey().equalsIgnoreCase(JETSTREAM) && entry.getValue() instanceof Variable);
    }

    /** The same configuration without any key. */
    static Block without(Block conf) {
        Block plain = conf;
        for (Map.Entry<String, NatsConf> entry : conf.entries().entrySet()) {
            if (isJetStream(entry)) {
                plain = plain.with(entry.getKey(), withoutKey((Block) entry.getValue()));
            }
        }
        return plain;
    }

    private static Block withoutKey(Block jetstream) {
        Block plain = jetstream;
        for (String field : jetstream.entries().keySet()) {
            plain = isKey(field) ? plain.without(field) : plain;
        }
        return plain;
    }

    private static List<NatsConf> keys(Block conf) {
        return jetstream(conf)
                .flatMap(block -> block.entries().entrySet().stream())
                .filter(entry -> isKey(entry.getKey()) && !isEmpty(entry.getValue()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Stream<Block> jetstream(Block conf) {
        return conf.entries().entrySet().stream()
                .filter(ConfigEncryption::isJetStream)
                .map(entry -> (Block) entry.getValue());
    }

    /** A server resolves a variable from its configuration first, then from its environment. */
    private static boolean definesOurs(Block conf) {
        return Stream.concat(Stream.of(conf), jetstream(conf))
                .anyMatch(block -> block.get(ServerEnv.JS_KEY).isPresent());
    }

    private static boolean isJetStream(Map.Entry<String, NatsConf> entry) {
        return entry.getKey().equalsIgnoreCase(JETSTREAM) && entry.getValue() instanceof Block;
    }

    private static boolean isKey(String field) {
        return KEYS.contains(field.toLowerCase(Locale.ROOT));
    }

    private static boolean isEmpty(NatsConf value) {
        return value instanceof Text text && text.value().isEmpty();
    }
}
