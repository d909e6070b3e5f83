package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A server's report of its process and running configuration.
 *
 * @param name of the pod, which is the server's name as well
 * @param started when the process started
 * @param loaded when it last loaded its configuration successfully
 * @param maxPayload bytes
 * @param asked the server's time of the report
 * @param release of the server
 */
public record ServerRun(
        String name,
        Optional<Instant> started,
        Optional<Instant> loaded,
        long maxPayload,
        Optional<Instant> asked,
        Optional<NatsRelease> release) {

    /** The request on the monitoring port that returns this report. */
    public static final String PATH = "/varz";

    /** For a server whose clock is unknown. */
    public ServerRun(String name, Optional<Instant> started, Optional<Instant> loaded, long maxPayload) {
        this(name, started, loaded, maxPayload, Optional.empty());
    }

    /** For a server whose release is unknown. */
    public ServerRun(
            String name,
            Optional<Instant> started,
            Optional<Instant> loaded,
            long maxPayload,
            Optional<Instant> asked) {
        this(name, started, loaded, maxPayload, asked, Optional.empty());
    }

    /** Reads the answer of the node of this name. */
    public static ServerRun of(String name, JsonNode varz) {
        return new ServerRun(
                name,
                time(varz, "start"),
                time(varz, "config_load_time"),
                varz.path("max_payload").asLong(),
                time(varz, "now"),
                NatsRelease.parse(varz.path("version").asText()));
    }

    private static Optional<Instant> time(JsonNode varz, String field) {
        try {
            return Optional.of(OffsetDateTime.parse(varz.path(field).asText()).toInstant());
        } catch (DateTimeException absentOrOther) {
            return Optional.empty();
        }
    }
}
