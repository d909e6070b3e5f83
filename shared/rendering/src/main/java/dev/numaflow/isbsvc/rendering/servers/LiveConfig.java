package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What the live ConfigMap tells servers to run with, as far as they say that they do, and since when.
 *
 * @param written when its data was changed last, as far as that is known; nothing where nothing tells
 * @param maxPayload bytes; nothing where it states none
 * @param isAsMade whether nobody has written it since it was made, before the StatefulSet was: then servers have started with it
 * @param isNew whether it says what it did not say before, so that every server has to load it
 */
public record LiveConfig(Optional<Instant> written, Optional<Long> maxPayload, boolean isAsMade, boolean isNew) {

    /** Where there is no ConfigMap. */
    public static final LiveConfig NONE = new LiveConfig(Optional.empty(), Optional.empty(), true);

    /** One of which nobody knows what it said before. */
    public LiveConfig(Optional<Instant> written, Optional<Long> maxPayload, boolean isAsMade) {
        this(written, maxPayload, isAsMade, false);
    }

    /** Reads a ConfigMap as the API server has it, beside the StatefulSet whose servers run with it. */
    public static LiveConfig of(JsonNode configMap, JsonNode statefulSet) {
        Optional<Instant> written = writtenAt(configMap);
        Optional<Instant> created = created(configMap);
        boolean isRecreated = created(statefulSet)
                .filter(servers -> created.filter(servers::isBefore).isPresent())
                .isPresent();
        Optional<ConfigChange> change = ConfigChange.notedOn(configMap).filter(noted -> noted.isAbout(configMap));
        return new LiveConfig(
                change.map(ConfigChange::time).or(() -> written),
                maxPayload(configMap),
                !isRecreated && (written.isEmpty() || written.equals(created)),
                change.filter(noted -> !noted.isBack()).isPresent());
    }

    /**
     * The note that a ConfigMap has to carry which takes the place of a live one.
     *
     * @return nothing where servers are told the same as before
     */
    public static Optional<String> change(JsonNode live, JsonNode wanted, Instant now) {
        return live.path("data").equals(wanted.path("data"))
                ? Optional.empty()
                : Optional.of(ConfigChange.over(live, wanted, now).toString());
    }

    /** When somebody last wrote the configuration in a ConfigMap; a write of its metadata alone is none. */
    public static Optional<Instant> writtenAt(JsonNode configMap) {
        return StreamSupport.stream(configMap.at("/metadata/managedFields").spliterator(), false)
                .filter(manager -> manager.path("fieldsV1").path("f:data").has("f:" + Keys.NATS_CONF))
                .flatMap(manager -> time(manager.path("time").asText()).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Long> maxPayload(JsonNode configMap) {
        try {
            return NatsConf.parse(configMap.path("data").path(Keys.NATS_CONF).asText())
                    .get("max_payload")
                    .filter(NatsConf.Number.class::isInstance)
                    .map(number -> ((NatsConf.Number) number).value());
        } catch (IllegalArgumentException broken) {
            // No server runs with it: that shows elsewhere.
            return Optional.empty();
        }
    }

    private static Optional<Instant> created(JsonNode object) {
        return time(object.at("/metadata/creationTimestamp").asText());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException absent) {
            return Optional.empty();
        }
    }
}
