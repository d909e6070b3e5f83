package dev.numaflow.isbsvc.rendering.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Validates a service, and reports all violations at once. */
public final class ServiceRules {

    private static final String JETSTREAM = "spec.jetstream";
    private static final String SETTINGS = "settings";
    private static final String BUFFER_CONFIG = "bufferConfig";

    private final InterStepBufferService service;
    private final ControllerConfig config;
    private final List<Violation> violations = new ArrayList<>();

    private ServiceRules(InterStepBufferService service, ControllerConfig config) {
        this.service = service;
        this.config = config;
    }

    /** The service with everything that rendering needs, or all violations. */
    public static Parsed<ValidService> check(InterStepBufferService service, ControllerConfig config) {
        return new ServiceRules(service, config).check();
    }

    /** The same for an unparsed resource: fields of a wrong type are reported together with everything else. */
    public static Parsed<ValidService> check(JsonNode resource, ControllerConfig config) {
        StrictReader.Reading reading = StrictReader.whatFits(resource);
        Parsed<ValidService> checked = check(reading.service(), config);
        if (reading.violations().isEmpty()) {
            return checked.isGood() ? checked : Parsed.refused(first(checked.violations()));
        }
        List<Violation> all = new ArrayList<>(reading.violations());
        checked.violations().stream().filter(v -> !reading.isLeftOut(v.path())).forEach(all::add);
        return Parsed.refused(first(all));
    }

    /** As many violations as a person can go through; the others are reported once those are fixed. */
    private static List<Violation> first(List<Violation> all) {
        if (all.size() <= Bounds.VIOLATIONS) {
            return all;
        }
        List<Violation> reported = new ArrayList<>(all.subList(0, Bounds.VIOLATIONS - 1));
        int others = all.size() - reported.size();
        reported.add(new Violation("spec", others + " more violations", "none; correct the ones above first"));
        return reported;
    }

    private Parsed<ValidService> check() {
        NameRules.check(service.metadata().getName(), violations);
        if (service.spec() == null || service.spec().jetstream() == null) {
            violations.add(new Violation(JETSTREAM, "nothing", "a JetStream service; at least its version"));
            return Parsed.refused(violations);
        }
        JetStreamSpec spec = service.spec().jetstream();
        checkVersion(spec.version());
        checkReplicas(spec.replicas());
        PersistenceRules.check(spec.persistence(), JETSTREAM + ".persistence", violations);
        new PodRules(JETSTREAM, violations).check(spec);
        Parsed<Settings> settings = settings(spec);
        Parsed<BufferConfig> buffers = buffers(spec);
        violations.addAll(settings.violations());
        if (settings.isGood()) {
            config.version(spec.version())
                    .ifPresent(version ->
                            VersionRules.check(version, settings.value(), JETSTREAM + "." + SETTINGS, violations));
        }
        violations.addAll(buffers.violations());
        return violations.isEmpty()
                ? Parsed.of(valid(spec, settings.value(), buffers.value()))
                : Parsed.refused(violations);
    }

    private ValidService valid(JetStreamSpec spec, Settings settings, BufferConfig buffers) {
        ObjectMeta metadata = service.metadata();
        JetStreamVersion version = config.version(spec.version()).orElseThrow();
        return new ValidService(
                service.names(),
                new Owner(metadata.getName(), metadata.getUid(), service.generation()),
                spec,
                version,
                settings,
                buffers,
                config.defaultResources(),
                ServiceWarnings.of(spec, settings, version, config));
    }

    private void checkVersion(String version) {
        Optional<JetStreamVersion> offered = config.version(version);
        if (offered.isPresent()) {
            VersionRules.check(offered.get(), violations);
        } else {
            String found = version == null || version.isEmpty() ? "nothing" : Shown.quoted(version);
            violations.add(
                    new Violation(JETSTREAM + ".version", found, "one of " + String.join(", ", config.versionNames())));
        }
    }

    private void checkReplicas(Integer replicas) {
        if (replicas != null && (!Bounds.isNodes(replicas) || replicas % 2 == 0)) {
            violations.add(new Violation(
                    JETSTREAM + ".replicas",
                    replicas.toString(),
                    "an odd number from 1 to " + Bounds.NODES
                            + ": 1, 3, 5 (an even one adds a node and no tolerance of failure)"));
        }
    }

    private Parsed<Settings> settings(JetStreamSpec spec) {
        return Settings.merge(
                new YamlText(config.settings(), ControllerConfig.path("isbsvc.jetstream." + SETTINGS), true),
                new YamlText(spec.settings(), JETSTREAM + "." + SETTINGS));
    }

    private Parsed<BufferConfig> buffers(JetStreamSpec spec) {
        return BufferConfig.configured(
                new YamlText(config.bufferConfig(), ControllerConfig.path("isbsvc.jetstream." + BUFFER_CONFIG), true),
                new YamlText(spec.bufferConfig(), JETSTREAM + "." + BUFFER_CONFIG),
                spec.replicasOrDefault());
    }
}
