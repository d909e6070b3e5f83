package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Keeps everybody from writing to a stream that is copied or restored: it takes its subjects under a prefix, which nobody publishes to. What it
 * stores, and its consumers, stay as they are, and its subjects are in its configuration: whoever finds it can open it again.
 */
public final class StreamFence {

    /** Before each subject of a stream that takes nothing. */
    public static final String PREFIX = "copied-aside.";

    private static final String SUBJECTS = "subjects";

    private StreamFence() {}

    /** Whether a stream with this configuration takes no message: a sealed one never does. */
    public static boolean isOn(JsonNode config) {
        return config.path("sealed").asBoolean()
                || (!config.path(SUBJECTS).isEmpty()
                        && subjects(config).stream().allMatch(subject -> subject.startsWith(PREFIX)));
    }

    /** Whether a part of the configuration is fenced, so that it has to be opened before anybody can write. */
    public static boolean isAnyOn(JsonNode config) {
        return subjects(config).stream().anyMatch(subject -> subject.startsWith(PREFIX));
    }

    /** The same stream, taking nothing. */
    public static JsonNode closed(JsonNode config) {
        return with(config, subject -> subject.startsWith(PREFIX) ? subject : PREFIX + subject);
    }

    /** The same stream, taking what it took before. */
    public static JsonNode opened(JsonNode config) {
        return with(config, subject -> subject.startsWith(PREFIX) ? subject.substring(PREFIX.length()) : subject);
    }

    private static JsonNode with(JsonNode config, UnaryOperator<String> change) {
        if (!config.has(SUBJECTS)) {
            return config;
        }
        ObjectNode changed = config.deepCopy();
        ArrayNode subjects = changed.putArray(SUBJECTS);
        subjects(config).stream().map(change).forEach(subjects::add);
        return changed;
    }

    private static List<String> subjects(JsonNode config) {
        List<String> subjects = new ArrayList<>();
        config.path(SUBJECTS).forEach(subject -> subjects.add(subject.asText()));
        return subjects;
    }
}
