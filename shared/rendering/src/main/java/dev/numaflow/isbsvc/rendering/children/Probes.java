package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Ports;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;

/** The probes of a server. Times are in seconds. */
final class Probes {

    private static final String HEALTHZ = "/healthz";
    private static final int TIMEOUT = 5;

    private static final int STARTUP_PERIOD = 2;
    private static final int STARTUP_ALLOWED = 15 * 60;

    private static final int NUMAFLOWS_DELAY = 10;
    private static final int NUMAFLOWS_ALLOWED = 30;

    private Probes() {}

    /** Allows fifteen minutes for recovery before a restart, and notices a quick start at once. */
    static Probe startup() {
        return get(HEALTHZ)
                .withPeriodSeconds(STARTUP_PERIOD)
                .withFailureThreshold(STARTUP_ALLOWED / STARTUP_PERIOD)
                .build();
    }

    /** The same as Numaflow's controller renders it. */
    static Probe numaflowStartup() {
        return get(HEALTHZ)
                .withInitialDelaySeconds(NUMAFLOWS_DELAY)
                .withFailureThreshold(NUMAFLOWS_ALLOWED)
                .build();
    }

    /**
     * {@code /healthz} returns 503 until the server has caught up, and it flaps: a rolling update proceeds only after several
     * successes.
     */
    static Probe readiness() {
        return get(HEALTHZ)
                .withPeriodSeconds(2)
                .withSuccessThreshold(3)
                .withFailureThreshold(3)
                .build();
    }

    /** {@code /} answers while a server recovers, so recovery is never mistaken for a failure. */
    static Probe liveness() {
        return get("/").withInitialDelaySeconds(10).withPeriodSeconds(30).build();
    }

    private static ProbeBuilder get(String path) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(Ports.MONITOR))
                .endHttpGet()
                .withTimeoutSeconds(TIMEOUT);
    }
}
