package dev.numaflow.isbsvc.local.manifests;

import java.time.Duration;

/** The growth of the pause before a retry, counted from attempt 0, as Knative's dispatcher computes it. */
public enum BackoffPolicy {
    linear {
        @Override
        Duration pause(Duration delay, int attempt) {
            return delay.multipliedBy(attempt);
        }
    },
    exponential {
        @Override
        Duration pause(Duration delay, int attempt) {
            return delay.multipliedBy(1L << attempt);
        }
    };

    abstract Duration pause(Duration delay, int attempt);

    static BackoffPolicy read(Fields fields, String field) {
        String found = fields.text(field);
        for (BackoffPolicy policy : values()) {
            if (policy.name().equals(found)) {
                return policy;
            }
        }
        throw fields.place().field(field).refuse('"' + found + '"', "exponential, linear");
    }
}
