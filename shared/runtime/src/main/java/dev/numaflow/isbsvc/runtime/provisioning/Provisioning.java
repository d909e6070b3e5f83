package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Brings the buffers of one service to what its living Pipelines ask for. A service that is not ready waits; the event that
 * makes it ready goes on.
 */
@Singleton
class Provisioning {

    private final Cluster cluster;
    private final PipelineSource pipelines;
    private final ServiceBuffers buffers;
    private final BufferNotices notices;

    @Inject
    Provisioning(Cluster cluster, PipelineSource pipelines, ServiceBuffers buffers, BufferNotices notices) {
        this.cluster = cluster;
        this.pipelines = pipelines;
        this.buffers = buffers;
        this.notices = notices;
    }

    Outcome provision(LiveService service) {
        if (service.head().deleting()) {
            return leave(service);
        }
        ServiceStatus status = service.head().status();
        Optional<JsonNode> statefulSet = statefulSet(service);
        return Readiness.bufferConfig(status, statefulSet)
                .map(config -> provision(new ReadyService(
                        service,
                        config,
                        Boolean.TRUE.equals(status.config().jetstream().tlsEnabled()),
                        statefulSet.orElseThrow().at("/spec/replicas").asInt(1))))
                .orElseGet(() -> new Outcome.Done(service.names() + " waits for "
                        + Readiness.waitsFor(status, statefulSet).orElseThrow()));
    }

    private Outcome provision(ReadyService ready) {
        ServiceBuffers.Result result = buffers.complete(ready);
        notices.tell(result);
        if (!result.done().failures().isEmpty()) {
            throw result.done().failures().get(0);
        }
        Summary summary = result.summary();
        String said = ready.names() + ": " + summary;
        return summary.changed()
                ? new Outcome.Reply(
                        said, EventType.BUFFERS_PROVISIONED, ready.service().ref())
                : new Outcome.Done(said);
    }

    /** The last Pipeline that held up the deletion of the service may just have gone. */
    private Outcome leave(LiveService service) {
        int users = pipelines
                .in(service.names().namespace())
                .of(service.names(), service.config().instance())
                .size();
        if (users > 0) {
            return new Outcome.Done(service.names() + " is being deleted, and used by " + users);
        }
        return new Outcome.Reply(
                service.names() + " is being deleted, and used by nobody", EventType.DELETION_REQUESTED, service.ref());
    }

    private Optional<JsonNode> statefulSet(LiveService service) {
        return cluster.get(new ObjectRef(
                ObjectKind.STATEFUL_SET,
                service.names().namespace(),
                service.names().statefulSet()));
    }
}
