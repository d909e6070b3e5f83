package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Why a service is not deleted yet.
 *
 * @param reason in one word, for the condition
 * @param message for users
 * @param identity what makes two of them the same: the message without the counts that change with every read or write of a buffer
 * @param keptUntil when the grace period ends of each Pipeline that the message names, by uid, and of all others
 */
public record DeletionRefusal(String reason, String message, String identity, Map<String, Instant> keptUntil) {

    /** The key of the end of those that a message only counts. */
    static final String OTHERS = "others";

    private static final ObjectMapper JSON = new ObjectMapper();

    public DeletionRefusal {
        keptUntil = Map.copyOf(keptUntil);
    }

    /** One that does not end by time, and contains no counts. */
    public DeletionRefusal(String reason, String message) {
        this(reason, message, message, Map.of());
    }

    /** What the next evaluation has to know, as JSON. */
    public String record() {
        ObjectNode record = JSON.createObjectNode().put("digest", Digest.sha256(identity));
        new TreeMap<>(keptUntil)
                .forEach((uid, end) -> record.withObject("/keptUntil").put(uid, end.toString()));
        return record.toString();
    }

    /** Whether the status reports the same. */
    public boolean isIn(ServiceStatus status) {
        return recorded(status).path("digest").asText().equals(Digest.sha256(identity));
    }

    /** The end that was reported before for this Pipeline, or else for all that the message only counted. */
    static Optional<Instant> reported(ServiceStatus status, String uid) {
        JsonNode ends = recorded(status).path("keptUntil");
        return time(ends.path(uid)).or(() -> time(ends.path(OTHERS)));
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return text.isTextual() ? Optional.of(Instant.parse(text.asText())) : Optional.empty();
        } catch (DateTimeException editedByHand) {
            return Optional.empty();
        }
    }

    private static JsonNode recorded(ServiceStatus status) {
        return status.condition(ConditionType.DELETION_REFUSED)
                .map(Condition::record)
                .orElseGet(JSON::missingNode);
    }
}
