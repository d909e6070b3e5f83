package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import java.util.List;

/** Validates that pods can be created from a version in the controller's configuration; services of other versions are not affected. */
final class VersionRules {

    private static final NatsRelease FIRST_WITH_SYNC_INTERVAL = new NatsRelease(2, 10);

    private VersionRules() {}

    static void check(JetStreamVersion version, List<Violation> violations) {
        String path = ControllerConfig.path("isbsvc.jetstream.versions[" + version.version() + "].");
        check(path + "natsImage", version.natsImage(), "an image", violations);
        check(path + "metricsExporterImage", version.metricsExporterImage(), "an image", violations);
        check(path + "configReloaderImage", version.configReloaderImage(), "an image", violations);
        check(path + "startCommand", version.startCommand(), "the command that starts the server", violations);
    }

    /** Servers do not start with a setting that they do not know. */
    static void check(JetStreamVersion version, Settings settings, String path, List<Violation> violations) {
        boolean unknown = NatsRelease.of(version)
                .filter(release -> release.compareTo(FIRST_WITH_SYNC_INTERVAL) < 0)
                .isPresent();
        if (unknown && !settings.syncInterval().isDefault()) {
            violations.add(new Violation(
                    path + ".sync_interval",
                    settings.syncInterval() + " with servers of version " + version.version(),
                    "nothing: servers know it from 2.10 on. Take it out, or use a newer version"));
        }
    }

    private static void check(String path, String found, String allowed, List<Violation> violations) {
        if (found == null || found.isBlank()) {
            violations.add(new Violation(path, "no text", allowed));
        }
    }
}
