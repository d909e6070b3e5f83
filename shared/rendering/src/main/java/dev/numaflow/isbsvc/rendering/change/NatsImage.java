package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;

/** The server image of a version, in comparable form. */
record NatsImage(JetStreamVersion version) {

    static boolean isDowngrade(NatsImage running, NatsImage desired) {
        return NatsRelease.isDowngrade(running.version, desired.version);
    }

    @Override
    public String toString() {
        return version.natsImage();
    }
}
