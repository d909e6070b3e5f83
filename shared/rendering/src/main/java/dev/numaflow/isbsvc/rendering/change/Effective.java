package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** A service with values taken from the running one. */
final class Effective {

    private Effective() {}

    static ValidService replicas(ValidService service, RunningService running) {
        JetStreamSpec spec = service.spec();
        return with(service, spec.with(running.replicas(), spec.persistence(), spec.encryption(), spec.tls()));
    }

    static ValidService persistence(ValidService service, RunningService running) {
        JetStreamSpec spec = service.spec();
        return with(service, spec.with(spec.replicas(), running.persistence(), spec.encryption(), spec.tls()));
    }

    static ValidService encryption(ValidService service, RunningService running) {
        JetStreamSpec spec = service.spec();
        return with(service, spec.with(spec.replicas(), spec.persistence(), running.encrypted(), spec.tls()));
    }

    static ValidService tls(ValidService service, RunningService running) {
        JetStreamSpec spec = service.spec();
        return with(service, spec.with(spec.replicas(), spec.persistence(), spec.encryption(), running.tls()));
    }

    static ValidService version(ValidService service, RunningService running) {
        JetStreamVersion version = running.version().orElseThrow();
        return service.with(service.spec(), version, service.settings());
    }

    /** Keeps what only new pods take: images and store limits, as far as known. */
    static ValidService pods(ValidService service, RunningService running) {
        Settings settings = service.settings();
        return service.with(
                service.spec(),
                running.version().orElse(service.version()),
                new Settings(
                        payload(settings, running),
                        running.maxMemoryStore().orElse(settings.maxMemoryStore()),
                        running.maxFileStore().orElse(settings.maxFileStore()),
                        running.syncInterval().orElse(settings.syncInterval())));
    }

    /** Servers reload a new maximum payload, unless it needs another max_pending, which is read only at the start. */
    private static long payload(Settings settings, RunningService running) {
        return running.maxPayload()
                .filter(bytes -> !Settings.maxPending(bytes).equals(settings.maxPending()))
                .orElse(settings.maxPayload());
    }

    private static ValidService with(ValidService service, JetStreamSpec spec) {
        return service.with(spec, service.version(), service.settings());
    }
}
