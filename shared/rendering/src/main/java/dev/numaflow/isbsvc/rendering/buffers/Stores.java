package dev.numaflow.isbsvc.rendering.buffers;

import dev.numaflow.isbsvc.rendering.settings.BucketDefaults;
import dev.numaflow.isbsvc.rendering.settings.GoDuration;
import dev.numaflow.isbsvc.rendering.settings.Storage;

/** The key-value stores that Numaflow configures itself: only their replicas follow those of the streams. */
final class Stores {

    private static final GoDuration SIDE_INPUTS_TTL = GoDuration.ofMinutes(30 * 24 * 60);
    private static final GoDuration CALLBACKS_TTL = GoDuration.ofMinutes(30);
    private static final GoDuration ANSWERS_TTL = GoDuration.ofMinutes(2 * 60);

    private Stores() {}

    static BucketDefaults sideInputs(int replicas) {
        return store(SIDE_INPUTS_TTL, replicas);
    }

    static BucketDefaults servingCallbacks(int replicas) {
        return store(CALLBACKS_TTL, replicas);
    }

    /** For responses and for the states of requests. */
    static BucketDefaults servingAnswers(int replicas) {
        return store(ANSWERS_TTL, replicas);
    }

    private static BucketDefaults store(GoDuration ttl, int replicas) {
        return new BucketDefaults(0, 1, ttl, 0, Storage.FILE, replicas);
    }
}
