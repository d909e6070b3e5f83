package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.List;

/** What applying all Secrets and children of a service led to. */
sealed interface Deployed {

    /** All is there as it should be. @param changes what was written, in words; empty when nothing was */
    record Complete(List<String> changes) implements Deployed {
        public Complete {
            changes = List.copyOf(changes);
        }
    }

    /** One child cannot be made, and those after it were not tried. */
    record Failed(String reason, String message) implements Deployed {

        /** Something about the running servers cannot be told. */
        static Failed unknown(Violation what) {
            return new Failed("Unknown", what.toString());
        }
    }

    /** A newer generation is being applied by another run. */
    record Overtaken() implements Deployed {}
}
