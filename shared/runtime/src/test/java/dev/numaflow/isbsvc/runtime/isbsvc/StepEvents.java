package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The events of a service that is changed in guarded steps. Each wakes `update` in another process, with its rights and with nothing but what
 * is live, and every other process dies after some request.
 */
final class StepEvents {

    private static final Duration POLL = Duration.ofMillis(300);
    /** One that died has left its Lease for a minute. */
    private static final Duration LATER = Duration.ofMinutes(2);

    private final TestCluster cluster;
    private final WatchedService service;
    private final Names names;
    private final Duration patience;
    private final int mostRequests;
    private int deaths;

    /**
     * @param patience until a change has ended
     * @param mostRequests after which a process dies; a prime number, so that deaths come everywhere, or 0, and none dies
     */
    StepEvents(TestCluster cluster, WatchedService service, Duration patience, int mostRequests) {
        this.cluster = cluster;
        this.service = service;
        this.names = service.names();
        this.patience = patience;
        this.mostRequests = mostRequests;
    }

    /** Takes steps until a condition holds. @param told collects what the status says meanwhile */
    void takeUntil(Callable<Boolean> finished, Set<String> told) {
        try {
            Awaitility.await().atMost(patience).pollInterval(POLL).until(() -> {
                if (mostRequests > 0) {
                    die();
                }
                wakeQuietly();
                told.add(service.message());
                return finished.call();
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(
                    Running.replicas(statefulSet()) + " nodes, partition " + partition() + ": " + told, stuck);
        }
    }

    /** A process that ends somewhere on its way. */
    private void die() {
        try {
            wake(TestBeans.of(new DyingCluster(cluster.clientOf("update"), 2 + deaths++ % mostRequests)));
        } catch (DyingCluster.Death | RetryAfter ends) {
            // The next event goes on; one within a minute finds the Lease of the one that died.
        }
    }

    /** The Broker delivers an event again that came too early. */
    void wakeQuietly() {
        try {
            wake();
        } catch (RetryAfter again) {
            // The next event goes on.
        }
    }

    /** One event, answered without a failure. */
    void wake() {
        wake(TestBeans.of(cluster.clusterOf("update"), Clock.offset(Clock.systemUTC(), LATER)));
    }

    private void wake(TestBeans beans) {
        EventBatch batch = new EventBatch(List.of(event()));
        beans.services().with(event(), live -> beans.stepped().reconcile(live, batch));
    }

    Pointer event() {
        return new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names));
    }

    /** A user's change of `spec.jetstream`, which `update` has written without going on. */
    void change(Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> changed(live, change).equals(live),
                        live -> changed(live, change));
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        beans.services()
                .with(event(), live -> beans.reconciler().reconcile(live).asUpdate(live, true));
    }

    private static ObjectNode changed(JsonNode live, Consumer<ObjectNode> change) {
        ObjectNode changed = live.deepCopy();
        change.accept(changed.withObject("/spec/jetstream"));
        return changed;
    }

    /** But for health, which nobody evaluates here. */
    List<String> foundByRepair() {
        return FoundByRepair.in(cluster, names.namespace()).stream()
                .filter(missed -> !missed.contains("does not match its pods"))
                .toList();
    }

    JsonNode statefulSet() {
        return service.live(ObjectKind.STATEFUL_SET, names.statefulSet()).orElseThrow();
    }

    int partition() {
        return Running.partition(statefulSet());
    }

    int evictions() {
        return service.live(ObjectKind.POD_DISRUPTION_BUDGET, names.podDisruptionBudget())
                .orElseThrow()
                .at("/spec/maxUnavailable")
                .asInt();
    }

    /** Whether a change goes on, or evictions are still held back for one. */
    boolean areDone() {
        return partition() == 0 && evictions() == 1 && !isPending();
    }

    boolean isPending() {
        return service.live()
                .orElseThrow()
                .at("/status/conditions")
                .findValuesAsText("type")
                .contains("StepsPending");
    }

    /** The Events of the namespace, as kubectl shows them. */
    List<String> events() {
        return new ControlPlaneService(cluster, service).events();
    }
}
