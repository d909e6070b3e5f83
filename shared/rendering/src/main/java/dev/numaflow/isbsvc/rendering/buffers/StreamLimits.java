package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** How much a stream holds, and for how many nanoseconds; -1 is no limit, for the age 0. */
@JsonNaming(SnakeCaseStrategy.class)
public record StreamLimits(long maxMsgs, long maxMsgsPerSubject, long maxMsgSize, long maxBytes, long maxAge) {

    static final long NONE = -1;

    /** The server takes zero for no limit, and reports that as -1. */
    static long zeroAsNone(long configured) {
        return configured == 0 ? NONE : configured;
    }
}
