package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BufferKeys;
import dev.numaflow.isbsvc.rendering.settings.GoDuration;
import dev.numaflow.isbsvc.rendering.settings.Values;

/** The key-value stores that Numaflow configures itself: only their replicas follow those of the streams. */
final class Stores {

    private static final GoDuration SIDE_INPUTS_TTL = GoDuration.ofMinutes(30 * 24 * 60);
    private static final GoDuration CALLBACKS_TTL = GoDuration.ofMinutes(30);
    private static final GoDuration ANSWERS_TTL = GoDuration.ofMinutes(2 * 60);

    private Stores() {}

    static Values sideInputs(int replicas) {
        return store(SIDE_INPUTS_TTL, replicas);
    }

    static Values servingCallbacks(int replicas) {
        return store(CALLBACKS_TTL, replicas);
    }

    /** For responses and for the states of requests. */
    static Values servingAnswers(int replicas) {
        return store(ANSWERS_TTL, replicas);
    }

    private static Values store(GoDuration ttl, int replicas) {
        return BufferKeys.bucket().with(BufferKeys.TTL, ttl).with(BufferKeys.REPLICAS, replicas);
    }
}
