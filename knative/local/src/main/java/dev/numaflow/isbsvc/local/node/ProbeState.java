package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/** The result of one probe: it changes only after as many consecutive answers as the probe's thresholds require. */
final class ProbeState {
    private final Probe probe;
    private boolean good;
    private boolean decided;
    private int inARow;
    private boolean last;

    /** Starts with the result that holds until there are enough answers. */
    ProbeState(Probe probe, boolean good) {
        this.probe = probe;
        this.good = good;
    }

    /** Counts one answer. */
    void answered(boolean success) {
        inARow = success == last ? inARow + 1 : 1;
        last = success;
        int needed = success ? orDefault(probe.getSuccessThreshold(), 1) : orDefault(probe.getFailureThreshold(), 3);
        if (inARow >= needed) {
            good = success;
            decided = true;
        }
    }

    boolean isGood() {
        return good;
    }

    /** Whether the result comes from answers and is not the initial one. */
    boolean isDecided() {
        return decided;
    }

    Duration initialDelay() {
        return Duration.ofSeconds(orDefault(probe.getInitialDelaySeconds(), 0));
    }

    Duration period() {
        return Duration.ofSeconds(orDefault(probe.getPeriodSeconds(), 10));
    }

    Duration timeout() {
        return Duration.ofSeconds(orDefault(probe.getTimeoutSeconds(), 1));
    }

    private static int orDefault(Integer stated, int otherwise) {
        return stated == null || (stated == 0 && otherwise > 0) ? otherwise : stated;
    }
}
