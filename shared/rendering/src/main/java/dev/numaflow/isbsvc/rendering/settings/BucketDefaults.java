package dev.numaflow.isbsvc.rendering.settings;

/** The defaults of key-value buckets; {@code -1} and {@code 0} are no limit for sizes and time to live. */
public record BucketDefaults(
        long maxValueSize, long history, GoDuration ttl, long maxBytes, Storage storage, int replicas) {

    BucketDefaults withReplicas(int count) {
        return new BucketDefaults(maxValueSize, history, ttl, maxBytes, storage, count);
    }
}
