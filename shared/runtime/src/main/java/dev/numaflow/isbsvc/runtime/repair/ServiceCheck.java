package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.certificates.CertificateCheck;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.isbsvc.DataRetention;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.Deployment;
import dev.numaflow.isbsvc.runtime.isbsvc.Finalizers;
import dev.numaflow.isbsvc.runtime.isbsvc.KeptBuffers;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.OwnPodDisruptionBudget;
import dev.numaflow.isbsvc.runtime.isbsvc.PendingDeletionReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.PersistentVolumeClaims;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import dev.numaflow.isbsvc.runtime.isbsvc.ReconciledChildren;
import dev.numaflow.isbsvc.runtime.isbsvc.RolloutQueue;
import dev.numaflow.isbsvc.runtime.isbsvc.SerialRollout;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceRelease;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReport;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.rotation.CredentialRotation;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.runtime.steps.StepReconciler;
import dev.numaflow.isbsvc.runtime.tlsswitch.TlsSwitch;
import java.time.Clock;
import java.util.Optional;

/**
 * Finds the one missed event about a service and its children from which all else follows: it runs the reconcilers of `update` dry,
 * and what these would write first is what was missed.
 */
final class ServiceCheck {

    private final ClusterView objects;
    private final Planning planning;
    private final DeletionGate deletions;
    private final ServerReports servers;
    private final Clock clock;

    ServiceCheck(ClusterView objects, Planning planning, DeletionGate deletions, ServerReports servers, Clock clock) {
        this.objects = objects;
        this.planning = planning;
        this.deletions = deletions;
        this.servers = servers;
        this.clock = clock;
    }

    Optional<MissedEvent> missed(LiveService service) {
        DryRun run = new DryRun(objects, !service.metadataAndStatus().deleting());
        // Under an unreadable configuration nothing is deleted.
        if (service.metadataAndStatus().deleting() && service.unreadConfig().isEmpty()) {
            Outcome outcome = keeper(run).reconcile(service);
            if (outcome instanceof Outcome.Reply reply && reply.type() == EventType.DELETION_REQUESTED) {
                return Optional.of(
                        MissedEvent.resource(EventType.RESOURCE_UPDATE, service.tree(), "its deletion is stuck"));
            }
            if (StepReconciler.areRestoring(service, objects)) {
                run.record(ObjectRef.ofStatefulSet(service.names()), EventType.REF_UPDATE, "is restored");
            }
        } else {
            Reconciled reconciled = reconciler(run).reconcile(service);
            if (StepReconciler.areDue(service, reconciled)
                    || CredentialRotation.isUnderWay(service)
                    || TlsSwitch.isDue(service, reconciled)) {
                // Only the servers know whether the next step can be taken, and `update` asks them.
                run.record(ObjectRef.ofStatefulSet(service.names()), EventType.REF_UPDATE, "is in steps");
            }
        }
        if (run.first().isEmpty() && CertificateCheck.isDue(objects, service, clock.instant())) {
            run.record(
                    new ObjectRef(
                            ObjectKind.SECRET,
                            service.names().namespace(),
                            service.names().serverSecret()),
                    EventType.REF_UPDATE,
                    "has certificates to look at");
        }
        return run.first().map(write -> missed(service, write));
    }

    private static MissedEvent missed(LiveService service, DryRun.Write write) {
        if (service.unreadConfig().isEmpty() && !service.metadataAndStatus().deleting()) {
            if (service.metadataAndStatus().status().observedGenerationOrZero() == 0) {
                return MissedEvent.resource(EventType.RESOURCE_ADD, service.tree(), "was never reconciled");
            }
            if (!FastPath.nothingToDo(service.tree())) {
                return MissedEvent.resource(EventType.RESOURCE_UPDATE, service.tree(), "a change was not reconciled");
            }
        }
        return MissedEvent.reference(write.like(), wakingUpdate(service.names(), write.object()), write.why());
    }

    /** An event about the service itself would end at once: its spec was already reconciled. A child's calls nothing but `update`. */
    private static ObjectRef wakingUpdate(Names names, ObjectRef written) {
        return switch (written.kind()) {
            case ISB_SERVICE, PERSISTENT_VOLUME_CLAIM ->
                new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap());
            default -> written;
        };
    }

    private PendingDeletionReconciler keeper(DryRun run) {
        return new PendingDeletionReconciler(deletions, new ServiceLease(run, clock), run, reconciler(run));
    }

    private ServiceReconciler reconciler(DryRun run) {
        EventRecorder recorder = new EventRecorder(run, clock, "repair");
        return new ServiceReconciler(
                planning,
                new SerialRollout(new RolloutQueue(run), new ServiceLease(run, clock)),
                new Finalizers(run),
                new Deployment(
                        new SecretsDryRun(run),
                        new ChildApplier(run, clock),
                        new OwnPodDisruptionBudget(run),
                        new DataRetention(run, new PersistentVolumeClaims(run))),
                new ServiceReport(new StatusWriter(run, recorder, clock), recorder, new KeptBuffers(servers), clock),
                new ReconciledChildren(run),
                ServiceRelease.dry(run, new Finalizers(run)));
    }
}
