package dev.numaflow.isbsvc.rendering.settings;

/** The defaults of the streams of buffers; {@code -1} and {@code 0} are no limit for messages, bytes, age and the size of a message. */
public record StreamDefaults(
        Retention retention,
        long maxMsgs,
        GoDuration maxAge,
        long maxBytes,
        Storage storage,
        int replicas,
        GoDuration duplicates,
        long maxMsgSize) {

    /** Whether the size of a message is limited. */
    boolean limitsMessages() {
        return maxMsgSize > 0;
    }

    StreamDefaults withReplicas(int count) {
        return new StreamDefaults(retention, maxMsgs, maxAge, maxBytes, storage, count, duplicates, maxMsgSize);
    }
}
