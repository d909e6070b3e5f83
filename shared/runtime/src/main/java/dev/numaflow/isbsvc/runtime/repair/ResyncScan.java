package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.References;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.MovedBuffers;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import dev.numaflow.isbsvc.runtime.steps.StepReconciler;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares every service with the same classes that the functions use for one, on objects read at once. It queries the servers of
 * many services in parallel; a service that cannot be examined does not affect the others.
 */
final class ResyncScan {

    /** Services at a time: one whose servers are all down occupies its slot for two seconds. */
    private static final int WIDTH = 32;

    /** Objects that users write: of these, an unreadable one gets an Event. */
    private static final List<ObjectKind> USERS_OBJECTS =
            List.of(ObjectKind.ISB_SERVICE, ObjectKind.PIPELINE, ObjectKind.SERVING_PIPELINE);

    private final Isolation isolation = new Isolation();
    private final Snapshot objects;
    private final ServerReports servers;
    private final Planning planning;
    private final ServiceCheck ofTheService;
    private final HealthCheck ofItsHealth;
    private final BufferCheck ofItsBuffers;
    private final Map<Names, List<NodeReport>> asked = new ConcurrentHashMap<>();

    ResyncScan(Cluster cluster, ServerReports servers, Clock clock) {
        this.objects = Snapshot.of(cluster);
        this.servers = servers;
        this.planning = Planning.on(objects, servers, clock);
        DeletionGate deletions = new DeletionGate(
                objects, new References(objects), new MovedBuffers(objects, this::asked, servers::isHealthy, clock));
        this.ofTheService = new ServiceCheck(objects, planning, deletions, servers, clock);
        this.ofItsHealth = new HealthCheck(new ServiceHealth(objects, servers, clock));
        this.ofItsBuffers = new BufferCheck(objects, this::asked, clock);
    }

    /**
     * @param inSteps whether a service of ours is between two guarded steps, and is to take the next
     * @param notExamined what could not be examined, without affecting the rest
     */
    record Findings(List<MissedEvent> missed, boolean inSteps, List<NotExamined> notExamined) {}

    Findings of(ControllerConfigSource.Reading reading) {
        ControllerConfig config = reading.config();
        LivePipelines living = new PipelineSource(objects).everywhere(isolation::of);
        List<LiveService> all = objects.list(ObjectKind.ISB_SERVICE).stream()
                .flatMap(tree -> isolation.of(tree, () -> reading.live(tree)).stream())
                .filter(service -> service.metadataAndStatus().belongsTo(config.instance()))
                .toList();
        List<LiveService> services = all.stream()
                .filter(service -> !service.metadataAndStatus().isReleased())
                .filter(service -> Unread.why(service.tree()).isEmpty())
                .toList();
        List<MissedEvent> missed = new ArrayList<>();
        if (reading.violations().isEmpty()) {
            missed.addAll(PipelineCheck.missed(living, all, config.instance(), isolation));
        }
        BoundedParallel<List<MissedEvent>> found =
                BoundedParallel.each(services, WIDTH, service -> missed(service, living));
        found.done().forEach(missed::addAll);
        boolean inSteps = services.stream().anyMatch(service -> isolation
                .of(service.tree(), () -> isTakenThroughSteps(service))
                .orElse(false));
        return new Findings(MissedEvent.roundRobin(MissedEvent.eachOnce(missed)), inSteps, notExamined());
    }

    private List<NotExamined> notExamined() {
        List<NotExamined> all = new ArrayList<>(isolation.failed());
        USERS_OBJECTS.forEach(kind -> objects.list(kind).stream()
                .flatMap(object -> NotExamined.ifUnread(object).stream())
                .forEach(all::add));
        return all;
    }

    private boolean isTakenThroughSteps(LiveService service) {
        // The steps of one whose deletion is refused wait for its end, and no tick brings them on; but for what is
        // restored.
        return StepReconciler.areRestoring(service, objects) || isKept(service);
    }

    private boolean isKept(LiveService service) {
        return !service.paused()
                && !service.metadataAndStatus().deleting()
                && (service.metadataAndStatus()
                                .status()
                                .condition(ConditionType.STEPS_PENDING)
                                .isPresent()
                        || planning.statefulSet(service)
                                .filter(Running::areStepsUnderWay)
                                .isPresent());
    }

    private List<MissedEvent> missed(LiveService service, LivePipelines everywhere) {
        return isolation
                .of(
                        service.tree(),
                        () -> missedEvents(
                                ServiceSnapshot.of(service, everywhere, planning, servers, this::asked, objects)))
                .orElse(List.of());
    }

    private List<MissedEvent> missedEvents(ServiceSnapshot one) {
        if (!one.service().unreadConfig().isEmpty()) {
            return one.service().paused()
                    ? List.of()
                    : ofTheService.missed(one.service()).stream().toList();
        }
        List<MissedEvent> missed = new ArrayList<>();
        root(one).ifPresent(missed::add);
        ofItsHealth.missed(one).ifPresent(missed::add);
        if (!one.service().paused()) {
            // It needs the servers and Events as well: what is known of the children without them is not lost with it.
            missed.addAll(isolation
                    .of(one.service().tree(), () -> ofItsBuffers.missed(one))
                    .orElse(List.of()));
        }
        return missed;
    }

    /** The servers of a service are queried once for all checks. */
    private List<NodeReport> asked(Names names, int replicas) {
        return asked.computeIfAbsent(names, each -> servers.of(each, replicas));
    }

    /** At most one event about the service or its children. The gate of a guarded step opens without any event. */
    private Optional<MissedEvent> root(ServiceSnapshot one) {
        boolean inSteps =
                !one.service().paused() && !one.service().metadataAndStatus().deleting();
        return ofTheService.missed(one.service()).or(() -> one.statefulSet()
                .filter(set -> inSteps && Running.areStepsUnderWay(set))
                .map(set -> MissedEvent.reference(EventType.REF_UPDATE, ObjectRef.of(set), "is in steps")));
    }
}
