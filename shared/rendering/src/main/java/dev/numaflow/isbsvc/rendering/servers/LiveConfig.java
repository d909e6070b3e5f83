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
 * The live configuration, as far as servers report it, and when it was written.
 *
 * @param written when its data was last changed; empty where unknown
 * @param maxPayload bytes; empty where it sets none
 * @param isAsMade whether it is unchanged since its creation, before that of the StatefulSet: then servers have started with it
 * @param isNew whether it differs from all earlier ones, so that every server has to load it
 */
public record LiveConfig(Optional<Instant> written, Optional<Long> maxPayload, boolean isAsMade, boolean isNew) {

    /** Where there is no ConfigMap. */
    public static final LiveConfig NONE = new LiveConfig(Optional.empty(), Optional.empty(), true);

    /** A configuration without known earlier ones. */
    public LiveConfig(Optional<Instant> written, Optional<Long> maxPayload, boolean isAsMade) {
        this(written, maxPayload, isAsMade, false);
    }

    /** Reads the live ConfigMap, and the StatefulSet whose servers run with it. */
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
     * The annotation for a ConfigMap that replaces a live one.
     *
     * @return empty where the data is the same
     */
    public static Optional<String> change(JsonNode live, JsonNode desired, Instant now) {
        return live.path("data").equals(desired.path("data"))
                ? Optional.empty()
                : Optional.of(ConfigChange.over(live, desired, now).toString());
    }

    /** When the configuration in a ConfigMap was last written; writes of only its metadata do not count. */
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
            // No server runs with it, which is reported elsewhere.
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
