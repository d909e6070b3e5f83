package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.SpecEdit;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** A service with one value taken from what runs. */
final class Effective {

    private Effective() {}

    static ValidService replicas(ValidService service, RunningService running) {
        return withField(service, "replicas", running.replicas());
    }

    static ValidService persistence(ValidService service, RunningService running) {
        return withField(service, "persistence", running.persistence());
    }

    static ValidService encryption(ValidService service, RunningService running) {
        return withField(service, "encryption", running.encrypted());
    }

    static ValidService tls(ValidService service, RunningService running) {
        return withField(service, "tls", running.tls());
    }

    static ValidService version(ValidService service, RunningService running) {
        JetStreamVersion version = running.version().orElseThrow();
        return service.with(service.spec(), version, service.settings());
    }

    /** What only new pods take: their images, and the limits of the stores, as far as they are known. */
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

    /** Servers take a new largest message while they run, but for one that needs another limit from their start. */
    private static long payload(Settings settings, RunningService running) {
        return running.maxPayload()
                .filter(bytes -> !Settings.maxPending(bytes).equals(settings.maxPending()))
                .orElse(settings.maxPayload());
    }

    private static ValidService withField(ValidService service, String field, Object value) {
        return service.with(SpecEdit.with(service.spec(), field, value), service.version(), service.settings());
    }
}
