package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An annotation on a ConfigMap that records the last change of its configuration. The API server's own time also changes with every
 * annotation. A kubelet that syncs a ConfigMap once a minute misses a change that is reverted before, and then no server reloads;
 * so earlier digests are recorded as well.
 *
 * @param time by the clock of the writer
 * @param digest of the recorded configuration
 * @param earlier digests of earlier configurations, the newest last
 */
record ConfigChange(Instant time, String digest, List<String> earlier) {

    private static final int MOST_EARLIER = 8;
    private static final int LONGEST = 400;

    ConfigChange {
        earlier = List.copyOf(earlier);
    }

    /** The record on a ConfigMap; empty where there is none that can be read. */
    static Optional<ConfigChange> notedOn(JsonNode configMap) {
        String note = annotation(configMap, Annotations.CONFIG_CHANGED);
        List<String> words = note.length() > LONGEST ? List.of() : List.of(note.split(" "));
        if (words.size() < 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ConfigChange(Instant.parse(words.get(0)), words.get(1), words.subList(2, words.size())));
        } catch (DateTimeException edited) {
            return Optional.empty();
        }
    }

    /** The record for a configuration that replaces a live one. @param now the time of the replacement */
    static ConfigChange over(JsonNode live, JsonNode desired, Instant now) {
        Set<String> before = new LinkedHashSet<>();
        notedOn(live).ifPresent(note -> {
            before.addAll(note.earlier());
            before.add(note.digest());
        });
        if (isRenderedAlike(live, desired)) {
            // The live one was edited, and the edit is reverted.
            before.add(digestOf(desired));
        }
        before.add(digestOf(live));
        List<String> all = List.copyOf(before);
        return new ConfigChange(
                now, digestOf(desired), all.subList(Math.max(0, all.size() - MOST_EARLIER), all.size()));
    }

    /** Whether it is about the current configuration, which was not edited since. */
    boolean isAbout(JsonNode configMap) {
        return digest.equals(digestOf(configMap));
    }

    /** Whether servers may run with it without a reload, because it was there before. */
    boolean isBack() {
        return earlier.contains(digest);
    }

    @Override
    public String toString() {
        return Stream.concat(Stream.of(time.toString(), digest), earlier.stream())
                .collect(Collectors.joining(" "));
    }

    private static boolean isRenderedAlike(JsonNode live, JsonNode desired) {
        String rendered = annotation(live, Annotations.RENDERED);
        return !rendered.isEmpty() && rendered.equals(annotation(desired, Annotations.RENDERED));
    }

    private static String digestOf(JsonNode configMap) {
        return Digest.sha256(configMap.path("data").path(Keys.NATS_CONF).asText());
    }

    private static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }
}
