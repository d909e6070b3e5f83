package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Reports, when the buffer configuration has changed, how many buffers exist: they keep the configuration they were created with. */
@Singleton
public class KeptBuffers {

    private final ServerReports servers;

    @Inject
    public KeptBuffers(ServerReports servers) {
        this.servers = servers;
    }

    /** The servers are queried only when there is something to report. */
    Optional<EventMessage> message(LiveService service, Plan plan) {
        return service.metadataAndStatus()
                .status()
                .streamConfig()
                .filter(config -> !plan.effective().buffers().isPublishedAs(config))
                .map(changed -> new EventMessage(
                        Reason.BUFFER_CONFIG_CHANGED,
                        "buffers that are made from now on follow the new bufferConfig; " + kept(plan)));
    }

    private String kept(Plan plan) {
        int nodes = plan.effective().spec().replicasOrDefault();
        long streams = servers.of(plan.effective().names(), nodes).stream()
                .flatMap(node -> node.streams().stream())
                .map(StreamReport::name)
                .distinct()
                .count();
        return streams == 0
                ? "those that exist keep their values"
                : streams + " streams and buckets that exist keep their values";
    }
}
