package dev.numaflow.isbsvc.runtime.isbsvc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when a kubelet has a server started once more: the startup probe of the pods does so after fifteen minutes, this one sooner. A
 * server of 2.10 that starts while the leader changes may hear of it and never be heard by it.
 */
final class StartupProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<Integer, Instant> started = new HashMap<>();

    void started(int node) {
        started.put(node, Instant.now());
    }

    /** Whether a server that is not healthy yet has had its time. */
    boolean fails(int node) {
        boolean fails =
                started.containsKey(node) && started.get(node).plus(PATIENCE).isBefore(Instant.now());
        if (fails) {
            System.out.println("node " + node + " is started once more: its startup probe fails");
        }
        return fails;
    }
}
