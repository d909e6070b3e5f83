package dev.numaflow.isbsvc.runtime.event;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of a CloudEvent that a function reads, whatever framework received it. Anyone can post one, so nothing is believed of
 * them.
 *
 * @param type null where there is none
 * @param source null where there is none
 * @param subject null where there is none
 * @param time when it was sent, where it is given
 * @param extensions by their names
 */
public record EventAttributes(
        String type, String source, String subject, Optional<Instant> time, Map<String, String> extensions) {

    /** Without source and time. */
    public EventAttributes(String type, String subject, Map<String, String> extensions) {
        this(type, null, subject, Optional.empty(), extensions);
    }
}
