package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** The limits of a stream, its age in nanoseconds; -1 is no limit, for the age 0. */
@JsonNaming(SnakeCaseStrategy.class)
public record StreamLimits(long maxMsgs, long maxMsgsPerSubject, long maxMsgSize, long maxBytes, long maxAge) {

    static final long NONE = -1;

    /** The server treats zero as no limit, and reports it as -1. */
    static long zeroAsNone(long configured) {
        return configured == 0 ? NONE : configured;
    }
}
