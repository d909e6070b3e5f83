package dev.numaflow.isbsvc.rendering.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreationFailureTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SET =
            JSON.createObjectNode().set("metadata", JSON.createObjectNode().put("uid", "u"));

    @Test
    void theNewestFailureIsReported() {
        assertThat(CreationFailure.newest(
                        List.of(
                                event("u", "FailedCreate", "2026-01-01T00:00:05Z", "quota"),
                                event("u", "FailedCreate", "2026-01-01T00:00:01Z", "priority"),
                                event("u", "SuccessfulCreate", "2026-01-01T00:00:05Z", "made a pod"),
                                event("other", "FailedCreate", "2026-01-01T00:00:09Z", "of one before"),
                                event("u", "RecreatingFailedPod", "2026-01-01T00:00:09Z", "no word of it")),
                        SET))
                .contains("quota");
    }

    @Test
    void whatWasMadeSinceEndsIt() {
        assertThat(CreationFailure.newest(
                        List.of(
                                event("u", "FailedCreate", "2026-01-01T00:00:05Z", "quota"),
                                event("u", "SuccessfulCreate", "2026-01-01T00:00:06Z", "made a pod")),
                        SET))
                .isEmpty();
    }

    @Test
    void aLongTextIsCutAndIsOneLine() {
        assertThat(CreationFailure.newest(List.of(event("u", "FailedCreate", "", "a\n" + "x".repeat(5000))), SET)
                        .orElseThrow())
                .hasSize(403)
                .startsWith("a x")
                .endsWith("...");
    }

    private static JsonNode event(String uid, String reason, String time, String message) {
        ObjectNode event = JSON.createObjectNode().put("reason", reason).put("message", message);
        event.put("lastTimestamp", time).putObject("involvedObject").put("uid", uid);
        return event;
    }
}
