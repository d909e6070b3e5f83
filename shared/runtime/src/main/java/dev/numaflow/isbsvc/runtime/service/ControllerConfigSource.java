package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads what the platform team has set, from where Numaflow's controller reads it; absent means the built-in default. */
@Singleton
public class ControllerConfigSource {

    private final Cluster cluster;
    private final Announcer announcer;
    private final String namespace;

    @Inject
    public ControllerConfigSource(
            Cluster cluster,
            Announcer announcer,
            @ConfigProperty(name = "isbsvc.controller-namespace", defaultValue = "numaflow-system") String namespace) {
        this.cluster = cluster;
        this.announcer = announcer;
        this.namespace = namespace;
    }

    /** What the live ConfigMap says; the built-in default where there is none. */
    public static Parsed<ControllerConfig> parse(Optional<JsonNode> configMap) {
        return configMap
                .map(live -> ControllerConfig.parse(
                        live.path("data").path(ControllerConfig.KEY).asText()))
                .orElseGet(() -> Parsed.of(ControllerConfig.builtIn()));
    }

    /** The configuration; when it cannot be read, its own object tells so, because no service could. */
    public Parsed<ControllerConfig> read() {
        Optional<JsonNode> live =
                cluster.get(new ObjectRef(ObjectKind.CONFIG_MAP, namespace, ControllerConfig.CONFIG_MAP));
        Parsed<ControllerConfig> config = parse(live);
        if (!config.isGood()) {
            announcer.tell(
                    live.orElseThrow(),
                    new Notice(
                            Reason.CONTROLLER_CONFIG_UNREADABLE,
                            config.violations().get(0).toString()));
        }
        return config;
    }
}
