package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Which services have consumers that are ahead of their streams, as a gauge for Prometheus, read from their statuses. */
@Singleton
public class ConsumersAheadCount {

    static final String METRIC = "isbsvc_consumers_ahead";

    private final Cluster cluster;

    @Inject
    public ConsumersAheadCount(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The metrics in the text format of Prometheus; a service without such consumers has no line. */
    public String exposition() {
        return "# HELP " + METRIC
                + " Whether consumers of a service are given nothing because they are ahead of their streams.\n"
                + "# TYPE " + METRIC + " gauge\n"
                + cluster.list(ObjectKind.ISB_SERVICE).stream()
                        .filter(ConsumersAheadCount::isReported)
                        .map(service -> "%s{isbsvc_namespace=\"%s\",isbsvc=\"%s\"} 1\n"
                                .formatted(
                                        METRIC,
                                        service.at("/metadata/namespace").asText(),
                                        service.at("/metadata/name").asText()))
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static boolean isReported(JsonNode service) {
        return PreviousHealth.of(StrictReader.withoutSpec(service).status())
                .reported(ServiceTrouble.Kind.CONSUMERS_AHEAD);
    }
}
