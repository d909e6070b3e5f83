package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.JsonText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One condition of the status, as {@code metav1.Condition}.
 *
 * @param status True, False or Unknown
 * @param lastTransitionTime RFC 3339, when the status last changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        String type, String status, String reason, String message, String lastTransitionTime, Long observedGeneration) {

    /** The longest message that Numaflow's CRD allows. */
    public static final int LONGEST_MESSAGE = 32768;

    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";

    /** One of our own that is True since that time. */
    public static Condition since(Instant time, String type, String reason, String message) {
        return new Condition(type, TRUE, reason, message, time.toString(), null);
    }

    /** When the status last changed; empty where that is no time, as after an edit by hand. */
    public Optional<Instant> since() {
        try {
            return Optional.ofNullable(lastTransitionTime).map(Instant::parse);
        } catch (DateTimeException editedByHand) {
            return Optional.empty();
        }
    }

    /** What a condition of our own records for the next reconcile; a missing node where that is no JSON, as after an edit by hand. */
    public JsonNode record() {
        return JsonText.tree(Objects.toString(message, ""));
    }

    public boolean isTrue() {
        return TRUE.equals(status);
    }

    public boolean isFalse() {
        return FALSE.equals(status);
    }
}
