package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.children.DeletionMapping;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Deletes a stream of a service of ours, whose servers keep what clients delete by its usual subject. */
final class FunctionsDeletion {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private FunctionsDeletion() {}

    /** @return whether it is deleted */
    static boolean of(Connection connection, String stream) throws InterruptedException {
        Message answer = connection.request(DeletionMapping.SUBJECT + stream, null, TIMEOUT);
        return answer != null && new String(answer.getData(), StandardCharsets.UTF_8).contains("\"success\":true");
    }
}
