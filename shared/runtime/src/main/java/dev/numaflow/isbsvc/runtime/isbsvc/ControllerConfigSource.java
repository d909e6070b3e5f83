package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the platform team's configuration from where Numaflow's controller reads it; absent means the built-in default. */
@Singleton
public class ControllerConfigSource {

    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final EventRecorder recorder;
    private final String namespace;
    private volatile Recent recent;

    @Inject
    public ControllerConfigSource(
            Cluster cluster,
            EventRecorder recorder,
            @ConfigProperty(name = "isbsvc.controller-namespace", defaultValue = "numaflow-system") String namespace) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.namespace = namespace;
    }

    /** Parses the live ConfigMap; returns the built-in default where there is none. */
    public static Parsed<ControllerConfig> parse(Optional<JsonNode> configMap) {
        return configMap
                .map(live -> ControllerConfig.parse(text(live)))
                .orElseGet(() -> Parsed.of(ControllerConfig.builtIn()));
    }

    private static String text(JsonNode configMap) {
        return configMap.path("data").path(ControllerConfig.KEY).asText();
    }

    private ObjectRef ref() {
        return new ObjectRef(ObjectKind.CONFIG_MAP, namespace, ControllerConfig.CONFIG_MAP);
    }

    /** Reads the configuration. When it is unreadable, records an Event on the ConfigMap, because no service is at fault. */
    public Parsed<ControllerConfig> read() {
        return read(cluster.get(ref()));
    }

    /**
     * The configuration, or as much of an unreadable one as is needed to know which services are ours.
     *
     * @param violations why it is unreadable; empty where it is not
     */
    public record Reading(ControllerConfig config, List<Violation> violations) {

        /** The live service under this configuration. */
        public LiveService live(JsonNode tree) {
            return new LiveService(tree, StrictReader.withoutSpec(tree), config, violations);
        }
    }

    /** A readable configuration as of the last minute, for callers that need only the instance in it, which decides what is ours. */
    public Reading readRecently() {
        Recent known = recent;
        if (known != null && System.nanoTime() - known.at() < RECENT.toNanos()) {
            return known.reading();
        }
        long now = System.nanoTime();
        Reading reading = readWhatever();
        recent = reading.violations().isEmpty() ? new Recent(now, reading) : null;
        return reading;
    }

    private record Recent(long at, Reading reading) {}

    /** The same for callers that can keep services as they were while the configuration is unreadable. */
    public Reading readWhatever() {
        Optional<JsonNode> live = cluster.get(ref());
        Parsed<ControllerConfig> config = read(live);
        return config.isGood()
                ? new Reading(config.value(), List.of())
                : new Reading(ControllerConfig.ofInstanceIn(text(live.orElseThrow())), config.violations());
    }

    private Parsed<ControllerConfig> read(Optional<JsonNode> live) {
        Parsed<ControllerConfig> config = parse(live);
        if (!config.isGood()) {
            recorder.record(
                    live.orElseThrow(),
                    new EventMessage(
                                    Reason.CONTROLLER_CONFIG_UNREADABLE,
                                    config.violations().get(0).toString())
                            .begunAt(live.orElseThrow()
                                    .at("/metadata/resourceVersion")
                                    .asText()));
        }
        return config;
    }
}
