package dev.numaflow.isbsvc.rendering.settings;

/** How the consumers of buffers are made; {@code -1} unacknowledged messages are no limit. */
public record ConsumerDefaults(GoDuration ackWait, long maxAckPending) {}
