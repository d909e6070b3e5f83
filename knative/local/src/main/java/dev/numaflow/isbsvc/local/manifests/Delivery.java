package dev.numaflow.isbsvc.local.manifests;

import java.time.Duration;

/** The retries of a trigger. Every field is required: for a missing one a broker uses "no wait at all". */
public record Delivery(
        int retry, BackoffPolicy backoffPolicy, Duration backoffDelay, Duration timeout, Reference deadLetterSink) {
    private static final String ISO = "an ISO 8601 duration such as PT1S";

    static Delivery read(Fields fields, String namespace) {
        return new Delivery(
                fields.integer("retry"),
                BackoffPolicy.read(fields, "backoffPolicy"),
                fields.duration("backoffDelay", Duration::parse, ISO),
                fields.duration("timeout", Duration::parse, ISO),
                fields.object("deadLetterSink", sink -> Reference.toFunction(sink, namespace)));
    }

    /** The pause after the given attempt, counted from 0. */
    public Duration pauseAfter(int attempt) {
        return backoffPolicy.pause(backoffDelay, attempt);
    }
}
