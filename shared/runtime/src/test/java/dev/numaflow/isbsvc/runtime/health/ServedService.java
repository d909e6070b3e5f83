package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.event.ReportedChange;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The service {@code n} on an API server: deployed, its pods as a test wants them, its names those of servers of a test. */
final class ServedService implements AutoCloseable {

    final TestCluster cluster = new TestCluster();
    final Names names = cluster.names("n");
    final TestPods pods = new TestPods(cluster.cluster(), names);
    final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final int replicas;
    private final HealthReconciler health;

    private ServedService(int replicas) {
        this.replicas = replicas;
        this.health = healthOn(cluster.cluster());
    }

    private HealthReconciler healthOn(Cluster api) {
        TestBeans beans = TestBeans.of(api);
        return new HealthReconciler(
                beans.services(), new ServiceHealth(api, new ServerReports(new Monitoring()), clock), beans.status());
    }

    static ServedService deploy(NatsCluster nats) {
        ServedService service = new ServedService(nats.nodes().size());
        service.serveAt(nats.nodes().stream().map(node -> node.address()).toList());
        service.cluster.apply(
                service.cluster.service("n", "{version: latest, replicas: %d}".formatted(service.replicas)));
        TestBeans beans = service.cluster.beans();
        beans.services().with(service.event(), live -> {
            beans.reconciler().reconcile(live);
            return new Outcome.Done("deployed");
        });
        service.cluster.writes();
        return service;
    }

    /** Servers with the names that those of the service have. */
    static NatsCluster servers(Path folder, int size, UnaryOperator<NatsServerConfig> tuning) {
        return NatsCluster.start(folder, size, config -> tuning.apply(named(config)));
    }

    private static NatsServerConfig named(NatsServerConfig config) {
        int ordinal = Integer.parseInt(config.name().substring(1));
        return new NatsServerConfig(pod(ordinal), config.address(), config.routes(), config.extra());
    }

    /** The name of a pod of the service, which is the same in every namespace. */
    static String pod(int ordinal) {
        return new Names("any", "n").pod(ordinal);
    }

    void serveAt(List<String> addresses) {
        HostNames.ofThisJvm().point(names, addresses);
    }

    void allReady() {
        IntStream.range(0, replicas).forEach(pods::ready);
    }

    /** One look; empty when it asks to be repeated. */
    Optional<Outcome> reconcile() {
        return reconcile(health);
    }

    /** The look that the event of a pod causes, as its source sends it. */
    Outcome podChanged() {
        return changed(EventType.REF_UPDATE, ObjectKind.POD, names.pod(0), ReportedChange.OF_REFERENCE);
    }

    /** The look that an event causes which carries its object as it is. */
    Outcome changedAsReported(ObjectKind kind, String name) {
        byte[] live = cluster.live(kind, name).toString().getBytes(StandardCharsets.UTF_8);
        ObjectRef object = new ObjectRef(kind, names.namespace(), name);
        return changed(
                EventType.RESOURCE_UPDATE, kind, name, ReportedChange.of(EventType.RESOURCE_UPDATE, object, live));
    }

    private Outcome changed(EventType type, ObjectKind kind, String name, ReportedChange change) {
        ObjectRef object = new ObjectRef(kind, names.namespace(), name);
        return health.reconcile(
                new EventBatch(List.of(new Pointer(type, object, Optional.empty(), Optional.of(change)))));
    }

    /** What was asked of the API server since this was asked last. */
    List<String> requests() {
        return cluster.requests().stream()
                .map(request -> request.verb() + " " + request.resource()
                        + (request.subresource().isEmpty() ? "" : "/" + request.subresource()))
                .toList();
    }

    /** A look that takes its time each time it has seen the pods, while other things happen. */
    Optional<Outcome> reconcileWhile(Runnable... meanwhile) {
        return reconcile(healthOn(new PausingCluster(cluster.client(), meanwhile)));
    }

    private Optional<Outcome> reconcile(HealthReconciler reconciler) {
        try {
            return Optional.of(reconciler.reconcile(event()));
        } catch (NatsUnavailable notNow) {
            return Optional.empty();
        }
    }

    Condition condition() {
        return metadataAndStatus()
                .status()
                .condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .orElseThrow();
    }

    InterStepBufferService metadataAndStatus() {
        return StrictReader.withoutSpec(cluster.live(ObjectKind.ISB_SERVICE, "n"));
    }

    List<String> events() {
        return cluster.cluster().list(ObjectKind.EVENT, names.namespace()).stream()
                .map(reported -> reported.path("reason").asText() + " "
                        + reported.path("message").asText())
                .toList();
    }

    private Pointer event() {
        return new Pointer(
                EventType.REF_UPDATE, new ObjectRef(ObjectKind.STATEFUL_SET, names.namespace(), names.statefulSet()));
    }

    @Override
    public void close() {
        cluster.close();
        HostNames.ofThisJvm().clear();
    }
}
