package dev.numaflow.isbsvc.rendering.settings;

/** The defaults of the consumers of buffers; {@code -1} unacknowledged messages are no limit. */
public record ConsumerDefaults(GoDuration ackWait, long maxAckPending) {}
