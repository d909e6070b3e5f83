package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What the key Secret remembers of a key that somebody added to the configuration of servers whose data is recorded as plain. The
 * ConfigMap alone would forget it when it is deleted or edited once more, and servers that have started with the key need it.
 *
 * @param text of the annotation; nothing where there is none
 */
record AddedKey(Optional<String> text) {

    /** What a person writes there who knows that no server has started with the key. */
    static final String UNUSED = "unused";

    private static final String UNKNOWN = "unknown";

    static AddedKey notedOn(JsonNode keySecret) {
        return new AddedKey(Optional.of(keySecret
                        .at("/metadata/annotations")
                        .path(Annotations.ADDED_KEY)
                        .asText())
                .filter(text -> !text.isEmpty()));
    }

    /** Whether servers may have started with it. */
    boolean isKept() {
        return text.isPresent() && !isUnused();
    }

    boolean isUnused() {
        return text.filter(UNUSED::equals).isPresent();
    }

    /** Since when it may be there, where that was known when it was seen first. */
    Optional<Instant> since() {
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    /** What is noted of one that is kept: what stands there, because that was seen first. */
    String noted(Optional<Instant> seen) {
        return text.filter(any -> isKept())
                .orElseGet(() -> seen.map(Instant::toString).orElse(UNKNOWN));
    }
}
