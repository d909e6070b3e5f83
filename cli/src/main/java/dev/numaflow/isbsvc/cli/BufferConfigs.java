package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Selects the buffer configuration of each user: that of the given services, or the default one. */
final class BufferConfigs {

    private static final int DEFAULT_NODES = 3;

    private final List<ValidService> services;
    private final BufferConfig defaults;
    private final Consumer<String> warn;

    private BufferConfigs(List<ValidService> services, BufferConfig defaults, Consumer<String> warn) {
        this.services = services;
        this.defaults = defaults;
        this.warn = warn;
    }

    /** For users of any service: three nodes, and the defaults of the controller's configuration. */
    static Parsed<BufferConfigs> ofController(ControllerConfig config) {
        YamlText text =
                new YamlText(config.bufferConfig(), ControllerConfig.path("isbsvc.jetstream.bufferConfig"), true);
        return BufferConfig.merge(text, new YamlText(null, text.path()), DEFAULT_NODES)
                .map(defaults -> new BufferConfigs(List.of(), defaults, message -> {}));
    }

    /**
     * For users of the given services.
     *
     * @param warn receives a message when a user names a service other than the only one
     */
    static BufferConfigs of(List<ValidService> services, Consumer<String> warn) {
        return new BufferConfigs(services, null, warn);
    }

    Parsed<BufferConfig> configFor(PipelineLike user) {
        if (services.isEmpty()) {
            return Parsed.of(defaults);
        }
        return services.stream()
                .filter(service -> isUsedBy(user, service))
                .findFirst()
                .map(service -> Parsed.of(service.buffers()))
                .orElseGet(() -> ofTheOnlyOne(user));
    }

    private Parsed<BufferConfig> ofTheOnlyOne(PipelineLike user) {
        String wanted = user.owner().namespace() + "/" + user.serviceName();
        if (services.size() > 1) {
            String there =
                    services.stream().map(service -> service.names().toString()).collect(Collectors.joining(", "));
            return Parsed.refused(new Violation(user.owner() + ": service", wanted, "one of " + there));
        }
        ValidService only = services.get(0);
        warn.accept(user.owner() + " uses the service " + wanted + "; planned as if it were " + only.names());
        return Parsed.of(only.buffers());
    }

    private static boolean isUsedBy(PipelineLike user, ValidService service) {
        return service.names().namespace().equals(user.owner().namespace())
                && service.names().isbsvcName().equals(user.serviceName());
    }
}
