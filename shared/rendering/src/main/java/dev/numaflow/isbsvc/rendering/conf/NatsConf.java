package dev.numaflow.isbsvc.rendering.conf;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A NATS server configuration as a typed tree. Text reaches a server only by being printed from here, so no value can escape its
 * position.
 */
public sealed interface NatsConf {

    /** Parses a configuration; an invalid text is an {@link IllegalArgumentException} that does not quote it. */
    static Block parse(String text) {
        return new ConfParser(text).parse();
    }

    /**
     * Keys with values, and the files that are included at the end.
     *
     * @param entries in the order in which they are printed
     * @param includes paths relative to the configuration file
     */
    record Block(Map<String, NatsConf> entries, List<String> includes) implements NatsConf {

        public Block {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            includes = List.copyOf(includes);
        }

        public static Block empty() {
            return new Block(Map.of(), List.of());
        }

        /** This block with one key set. */
        public Block with(String key, NatsConf value) {
            Map<String, NatsConf> changed = new LinkedHashMap<>(entries);
            changed.put(key, value);
            return new Block(changed, includes);
        }

        public Block with(String key, String text) {
            return with(key, new Text(text));
        }

        public Block with(String key, long number) {
            return with(key, new Number(number));
        }

        public Block with(String key, boolean flag) {
            return with(key, new Flag(flag));
        }

        /** This block without the key. */
        public Block without(String key) {
            Map<String, NatsConf> changed = new LinkedHashMap<>(entries);
            changed.remove(key);
            return new Block(changed, includes);
        }

        public Block including(String path) {
            List<String> changed = new ArrayList<>(includes);
            changed.add(path);
            return new Block(entries, changed);
        }

        public Optional<NatsConf> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        /** The block under a key; an empty one where there is none. */
        public Block block(String key) {
            return entries.get(key) instanceof Block block ? block : empty();
        }

        /** The text under a key, where it is one. */
        public Optional<String> text(String key) {
            return entries.get(key) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
        }

        /** The list under a key; an empty one where there is none. */
        public List<NatsConf> items(String key) {
            return entries.get(key) instanceof Items items ? items.values() : List.of();
        }

        /** The text of this configuration, which a server parses as exactly this tree. */
        public String print() {
            return ConfPrinter.print(this);
        }
    }

    /** A list. */
    record Items(List<NatsConf> values) implements NatsConf {

        public Items {
            values = List.copyOf(values);
        }

        public static Items ofTexts(List<String> texts) {
            return new Items(texts.stream().<NatsConf>map(Text::new).toList());
        }
    }

    /** A text; durations are texts as well. No value of a configuration may contain control characters. */
    record Text(String value) implements NatsConf {

        public Text {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a text of a NATS configuration holds no control characters");
            }
        }
    }

    record Number(long value) implements NatsConf {}

    /** A number with a fraction. */
    record Decimal(BigDecimal value) implements NatsConf {}

    record Flag(boolean value) implements NatsConf {}

    /** The value of an environment variable of the server. */
    record Variable(String name) implements NatsConf {

        public Variable {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("no name of an environment variable");
            }
        }
    }
}
