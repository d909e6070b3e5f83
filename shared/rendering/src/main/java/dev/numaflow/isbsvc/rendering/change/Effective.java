package dev.numaflow.isbsvc.rendering.change;

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

    static ValidService memoryStore(ValidService service, RunningService running) {
        Settings settings = service.settings();
        return withSettings(
                service,
                new Settings(settings.maxPayload(), running.maxMemoryStore().orElseThrow(), settings.maxFileStore()));
    }

    static ValidService fileStore(ValidService service, RunningService running) {
        Settings settings = service.settings();
        return withSettings(
                service,
                new Settings(
                        settings.maxPayload(),
                        settings.maxMemoryStore(),
                        running.maxFileStore().orElseThrow()));
    }

    private static ValidService withField(ValidService service, String field, Object value) {
        return new ValidService(
                service.names(),
                service.owner(),
                SpecEdit.with(service.spec(), field, value),
                service.version(),
                service.settings(),
                service.buffers(),
                service.defaultResources(),
                service.warnings());
    }

    private static ValidService withSettings(ValidService service, Settings settings) {
        return new ValidService(
                service.names(),
                service.owner(),
                service.spec(),
                service.version(),
                settings,
                service.buffers(),
                service.defaultResources(),
                service.warnings());
    }
}
