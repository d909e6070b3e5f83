package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.service.DeletionJudge;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
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
    private final DeletionJudge deletions;
    private final ServiceBuffers buffers;
    private final BufferNotices notices;
    private final Announcer announcer;

    @Inject
    Provisioning(
            Cluster cluster,
            DeletionJudge deletions,
            ServiceBuffers buffers,
            BufferNotices notices,
            Announcer announcer) {
        this.announcer = announcer;
        this.cluster = cluster;
        this.deletions = deletions;
        this.buffers = buffers;
        this.notices = notices;
    }

    Outcome provision(LiveService service) {
        if (deletions.callsForDeletion(service)) {
            // Its last Pipeline may just have gone. As long as one is there, it is served.
            return new Outcome.Reply(
                    service.names() + " is being deleted, and those who use it changed",
                    EventType.DELETION_REQUESTED,
                    service.ref());
        }
        if (service.head().deleting() && !service.head().hasFinalizer()) {
            return new Outcome.Done(service.names() + " is let go");
        }
        if (service.paused()) {
            // Whoever lets it go on has us called: `update` answers that all is to be looked at again.
            return new Outcome.Done(service.names() + " is paused: its buffers are left as they are");
        }
        ServiceStatus status = service.head().status();
        Optional<JsonNode> statefulSet = statefulSet(service);
        return Readiness.bufferConfig(status, statefulSet)
                .map(config -> provision(new ReadyService(
                        service,
                        config,
                        Boolean.TRUE.equals(status.config().jetstream().tlsEnabled()),
                        NodeSet.of(statefulSet.orElseThrow()))))
                .orElseGet(() -> new Outcome.Done(service.names() + " waits for "
                        + Readiness.waitsFor(status, statefulSet).orElseThrow()));
    }

    private Outcome provision(ReadyService ready) {
        try {
            return said(ready, buffers.complete(ready));
        } catch (LedgerRefused refused) {
            announcer.tell(ready.service().tree(), new Notice(Reason.BUFFERS_FAILED, refused.getMessage()));
            return new Outcome.Done(ready.names() + ": " + refused.getMessage());
        }
    }

    private Outcome said(ReadyService ready, ServiceBuffers.Result result) {
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

    private Optional<JsonNode> statefulSet(LiveService service) {
        return cluster.get(ObjectRef.ofStatefulSet(service.names()));
    }
}
