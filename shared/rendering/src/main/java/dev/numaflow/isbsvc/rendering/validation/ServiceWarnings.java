package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.EncryptionFault;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reports what is accepted but likely to cause problems in production. */
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
        if (spec.persistent()
                && spec.replicasOrDefault() == 1
                && settings.syncInterval().isDefault()) {
            warnings.add(
                    new Warning(
                            "spec.jetstream.settings",
                            "sync_interval is not set: a message of the one node may be lost up to "
                                    + settings.syncInterval()
                                    + " after it was acknowledged, when the machine stops uncleanly. Set always or a duration, as 1s"));
        }
        if (spec.encrypted()) {
            NatsRelease.of(version).flatMap(ServiceWarnings::encryptionFaults).ifPresent(warnings::add);
        }
        settings.warnings().forEach(message -> warnings.add(new Warning("spec.jetstream.settings", message)));
        warnings.addAll(config.warnings());
        return List.copyOf(warnings);
    }

    private static Optional<Warning> encryptionFaults(NatsRelease release) {
        List<EncryptionFault> faults = EncryptionFault.of(release);
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(new Warning(
                        "spec.jetstream.encryption",
                        "servers of NATS " + release
                                + " have known faults that can make encrypted messages unreadable: "
                                + faults.stream().map(EncryptionFault::toString).collect(Collectors.joining("; "))
                                + ". Use " + EncryptionFault.firstWithoutAny() + " or newer"));
    }
}
