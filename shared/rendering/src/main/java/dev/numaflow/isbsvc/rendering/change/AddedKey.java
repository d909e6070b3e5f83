package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The record on the key Secret of a key that was added to the configuration of servers whose data is recorded as plain. It survives
 * a deletion or another edit of the ConfigMap, because servers that have started with the key need it.
 *
 * @param text of the annotation; empty where there is none
 */
record AddedKey(Optional<String> text) {

    /** The value with which a person confirms that no server has started with the key. */
    static final String UNUSED = "unused";

    private static final String UNKNOWN = "unknown";

    static AddedKey notedOn(JsonNode keySecret) {
        return new AddedKey(Optional.of(keySecret
                        .at("/metadata/annotations")
                        .path(Annotations.ADDED_KEY)
                        .asText())
                .filter(text -> !text.isEmpty()));
    }

    /** Whether servers may have started with the key. */
    boolean isKept() {
        return text.isPresent() && !isUnused();
    }

    boolean isUnused() {
        return text.filter(UNUSED::equals).isPresent();
    }

    /** The earliest time it may have been added, where that was known when it was first observed. */
    Optional<Instant> since() {
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    /** The value to record for a key that is kept; the first observation is never replaced. */
    String noted(Optional<Instant> seen) {
        return text.filter(any -> isKept())
                .orElseGet(() -> seen.map(Instant::toString).orElse(UNKNOWN));
    }
}
