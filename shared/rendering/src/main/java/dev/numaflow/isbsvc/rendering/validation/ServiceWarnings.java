package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Says what is accepted and yet likely to hurt in production. */
final class ServiceWarnings {

    private static final int NODES_FOR_QUORUM = 3;

    private ServiceWarnings() {}

    static List<Warning> of(JetStreamSpec spec, Settings settings, JetStreamVersion version, ControllerConfig config) {
        List<Warning> warnings = new ArrayList<>();
        if ("latest".equals(spec.version())) {
            warnings.add(new Warning(
                    "spec.jetstream.version",
                    "\"latest\" changes whenever the controller's configuration does; it is " + version.natsImage()
                            + " now. Name a version"));
        }
        if (spec.replicasOrDefault() < NODES_FOR_QUORUM) {
            warnings.add(new Warning(
                    "spec.jetstream.replicas",
                    spec.replicasOrDefault()
                            + ": every restart stops the pipelines, and a lost disk loses messages. Use 3"));
        }
        if (!spec.persistent()) {
            warnings.add(new Warning(
                    "spec.jetstream.persistence",
                    "none: a pod that is replaced loses its copy of all messages. Add persistence"));
        }
        settings.warnings().forEach(message -> warnings.add(new Warning("spec.jetstream.settings", message)));
        warnings.addAll(config.warnings());
        return List.copyOf(warnings);
    }
}
