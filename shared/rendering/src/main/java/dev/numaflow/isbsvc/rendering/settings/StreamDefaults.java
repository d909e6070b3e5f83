package dev.numaflow.isbsvc.rendering.settings;

/** How the streams of buffers are made; {@code -1} and {@code 0} are no limit for messages, bytes and age. */
public record StreamDefaults(
        Retention retention,
        long maxMsgs,
        GoDuration maxAge,
        long maxBytes,
        Storage storage,
        int replicas,
        GoDuration duplicates) {

    StreamDefaults withReplicas(int count) {
        return new StreamDefaults(retention, maxMsgs, maxAge, maxBytes, storage, count, duplicates);
    }
}
