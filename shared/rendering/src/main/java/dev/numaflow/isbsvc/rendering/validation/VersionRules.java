package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import java.util.List;

/** Decides whether pods can be made of a version that the controller's configuration offers; services of other versions are fine. */
final class VersionRules {

    private VersionRules() {}

    static void check(JetStreamVersion version, List<Violation> violations) {
        String path = ControllerConfig.path("isbsvc.jetstream.versions[" + version.version() + "].");
        check(path + "natsImage", version.natsImage(), "an image", violations);
        check(path + "metricsExporterImage", version.metricsExporterImage(), "an image", violations);
        check(path + "configReloaderImage", version.configReloaderImage(), "an image", violations);
        check(path + "startCommand", version.startCommand(), "the command that starts the server", violations);
    }

    private static void check(String path, String found, String allowed, List<Violation> violations) {
        if (found == null || found.isBlank()) {
            violations.add(new Violation(path, "no text", allowed));
        }
    }
}
