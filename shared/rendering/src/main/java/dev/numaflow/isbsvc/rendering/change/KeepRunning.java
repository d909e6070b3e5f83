package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** Puts a running value into a desired service, in place of the value that is held. */
final class KeepRunning {

    private KeepRunning() {}

    static ValidService replicas(ValidService service, ObservedService running) {
        return replicas(service, running.replicas());
    }

    static ValidService replicas(ValidService service, int running) {
        JetStreamSpec spec = service.spec();
        if (spec.replicasOrDefault() == running) {
            return service;
        }
        return with(service, spec.with(running, spec.persistence(), spec.encryption(), spec.tls()));
    }

    static ValidService persistence(ValidService service, ObservedService running) {
        JetStreamSpec spec = service.spec();
        return with(
                service, spec.with(spec.replicas(), running.persistence().orElse(null), spec.encryption(), spec.tls()));
    }

    static ValidService encryption(ValidService service, ObservedService running) {
        JetStreamSpec spec = service.spec();
        return with(service, spec.with(spec.replicas(), spec.persistence(), running.encrypted(), spec.tls()));
    }

    static ValidService tls(ValidService service, ObservedService running) {
        return service.withTls(running.tls());
    }

    static ValidService version(ValidService service, ObservedService running) {
        JetStreamVersion version = running.version().orElseThrow();
        return service.with(service.spec(), version, service.settings());
    }

    static ValidService maxFileStore(ValidService service, long bytes) {
        Settings settings = service.settings();
        return service.with(
                service.spec(),
                service.version(),
                new Settings(settings.maxPayload(), settings.maxMemoryStore(), bytes, settings.syncInterval()));
    }

    /** Keeps what only new pods take: images and store limits, as far as known. */
    static ValidService pods(ValidService service, ObservedService running) {
        Settings settings = service.settings();
        ObservedService.Limits limits = running.limits();
        return service.with(
                service.spec(),
                running.version().orElse(service.version()),
                new Settings(
                        payload(settings, limits),
                        limits.maxMemoryStore().orElse(settings.maxMemoryStore()),
                        limits.maxFileStore().orElse(settings.maxFileStore()),
                        limits.syncInterval().orElse(settings.syncInterval())));
    }

    /** Servers reload a new maximum payload, unless it needs another max_pending, which is read only at the start. */
    private static long payload(Settings settings, ObservedService.Limits limits) {
        return limits.maxPayload()
                .filter(bytes -> !Settings.maxPending(bytes).equals(settings.maxPending()))
                .orElse(settings.maxPayload());
    }

    private static ValidService with(ValidService service, JetStreamSpec spec) {
        return service.with(spec, service.version(), service.settings());
    }
}
