package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.change.DataLoss;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.rendering.steps.MigrationDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether the first disk may still go where a user has given up what is stored: the approval is read from the live service, and
 * compared with what the servers store now.
 */
@Singleton
public class ApprovedLoss {

    private static final String DATA_GOES = "the data of the service is about to go, as its user has approved";
    private static final String NODE_GOES = "the only node is about to get an empty disk, because there is no stream";
    private static final String DISK_GOES =
            "the disk of the first node is about to go, as the user of the service has approved";

    private final ClusterView objects;
    private final ServerReports servers;

    @Inject
    public ApprovedLoss(ClusterView objects, ServerReports servers) {
        this.objects = objects;
        this.servers = servers;
    }

    /** What the end of such a change asks of its user. Numaflow's controller makes the pods of a vertex again. */
    static String afterwards(Names names) {
        return "every node has the new encryption and an empty disk, as approved. Restart the pods of the vertices, which remember positions"
                + " in what is gone: kubectl -n " + names.namespace()
                + " delete pods -l 'app.kubernetes.io/component=vertex,numaflow.numaproj.io/pipeline-name=NAME', for each Pipeline";
    }

    /**
     * What the user has said since the event, which keeps the first disk: without the approval the change is taken back, and whatever else
     * was changed of the service is decided first.
     *
     * @param seen while every disk is there
     * @return empty where the user still wants it
     */
    Optional<NextStep> withdrawn(LiveService service, MigrationView seen) {
        Optional<JsonNode> live =
                objects.get(service.ref()).filter(now -> ObjectMetas.uid(now).equals(service.uid()));
        RecordedApprovals recorded = RecordedApprovals.of(seen.statefulSet());
        if (!isOfNothing(seen)
                && live.filter(now -> isApproved(now, recorded.needed())).isEmpty()) {
            return Optional.of(takenBack(seen, "its approval was withdrawn"));
        }
        return live.filter(now -> isAsRead(service, now)).isPresent()
                ? Optional.empty()
                : Optional.of(new NextStep.Wait(begins(seen), "the service was changed meanwhile", true));
    }

    /** Whether the only node has no stream, so that nobody was asked to approve that none is lost. */
    static boolean isOfNothing(MigrationView seen) {
        return seen.nodes() == 1
                && RecordedApprovals.of(seen.statefulSet())
                        .loss()
                        .equals(DataLoss.ofNothing(seen.owner(), seen.names().encryption(), isEncrypted(seen)));
    }

    private static boolean isEncrypted(MigrationView seen) {
        return Boolean.parseBoolean(ObjectMetas.annotation(seen.statefulSet(), Annotations.ENCRYPTION));
    }

    /** What changes, in words for users. */
    static String what(MigrationView seen) {
        return seen.nodesAfter().isPresent() ? "the number of nodes" : "encryption";
    }

    private static boolean isAsRead(LiveService service, JsonNode now) {
        return ObjectMetas.generation(now) == ObjectMetas.generation(service.tree())
                && !Pause.isOn(now)
                && !ObjectMetas.isDeleting(now);
    }

    /**
     * What the servers say that keeps the first disk: the change is taken back where its approval does not cover what is stored, and waits
     * where nobody knows that.
     *
     * @param seen while every disk is there, and each server is healthy: one that has just started reports no stream yet
     * @return empty where the disk may go
     */
    Optional<NextStep> uncovered(LiveService service, MigrationView seen) {
        String approval = RecordedApprovals.of(seen.statefulSet()).loss();
        List<NodeReport> nodes = servers.of(service.names(), seen.nodes());
        if (nodes.size() < seen.nodes()) {
            return Optional.of(new NextStep.Wait(
                    begins(seen),
                    "only " + nodes.size() + " of " + seen.nodes() + " nodes answer, so nobody knows what is stored",
                    false));
        }
        return DataLoss.of(service.uid(), seen.names().encryption(), isEncrypted(seen), nodes, seen.nodes())
                        .filter(loss -> loss.approval().equals(approval))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(takenBack(
                        seen,
                        isOfNothing(seen)
                                ? "there are streams by now"
                                : "other streams are stored than those whose loss is approved"));
    }

    /** Pods that somebody else has deleted, or rolled, come back first. */
    private static NextStep takenBack(MigrationView seen, String why) {
        return MigrationDecider.isUntouched(seen.state())
                ? new MigrationStep.TakeBack(what(seen), why)
                : new NextStep.Wait(begins(seen), why + "; it is taken back when all pods run as before", true);
    }

    private static String begins(MigrationView seen) {
        if (isOfNothing(seen)) {
            return NODE_GOES;
        }
        return RecordedApprovals.of(seen.statefulSet()).givesUp() ? DATA_GOES : DISK_GOES;
    }

    private static boolean isApproved(JsonNode service, String approval) {
        return Approvals.of(ObjectMetas.annotation(service, Annotations.APPROVE), "")
                .allow(approval);
    }
}
