package dev.numaflow.isbsvc.runtime.isbsvc;

import io.nats.client.Connection;
import io.nats.client.PublishOptions;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Writes into a stream or bucket that was just made: it answers once its servers have elected a leader, a moment later. */
final class FirstMessages {

    private FirstMessages() {}

    /** Exactly once. @param id of the message, one for each in the stream */
    static void publish(Connection connection, String subject, int id, byte[] data) {
        PublishOptions once =
                PublishOptions.builder().messageId(String.valueOf(id)).build();
        acknowledged(() -> connection.jetStream().publish(subject, data, once));
    }

    static void put(Connection connection, String bucket, String key, String value) {
        acknowledged(() -> connection.keyValue(bucket).put(key, value));
    }

    private static void acknowledged(Callable<?> write) {
        Awaitility.await().ignoreExceptions().until(() -> write.call() != null);
    }
}
