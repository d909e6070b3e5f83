package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.health.HealthFacts;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.isbsvc.RecentServices;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers, as long as the process lives, how the StatefulSet and the pods of a service were when its health was evaluated last and
 * nothing was left to wait for. Most events about them change nothing that health depends on: the object in the event shows it, or else
 * one read. What only the servers
 * can report has no event anyway, and is found by `repair`.
 */
final class EvaluatedPods {

    private static final Set<ObjectKind> KINDS = Set.of(ObjectKind.POD, ObjectKind.STATEFUL_SET);

    private final RecentServices<Evaluated> services = new RecentServices<>();
    private final AtomicLong evaluations = new AtomicLong();

    /**
     * What one evaluation has read.
     *
     * @param nodes nothing until the evaluation has ended
     */
    private record Evaluated(long number, Optional<NodeSet> nodes, List<PodState> pods) {}

    /** An evaluation begins, perhaps beside another one. @return its number */
    long begin(Names service) {
        long number = evaluations.incrementAndGet();
        services.put(service, new Evaluated(number, Optional.empty(), List.of()));
        return number;
    }

    /**
     * An evaluation has ended. It counts where none has begun since. While pods are missing, it is an Event that says why, and no change
     * of an object.
     */
    void remember(Names service, long number, HealthFacts facts) {
        if (facts.hasAllPods()) {
            services.change(
                    service,
                    begun -> begun.number() == number
                            ? new Evaluated(number, Optional.of(facts.nodes()), facts.pods())
                            : begun);
        }
    }

    /** Whether these events are about nothing that has changed since, as far as they are about these objects. */
    boolean areUnchanged(Names service, EventBatch batch, NodeObjects live) {
        return batch.reportsChanges()
                && batch.objects().stream().allMatch(object -> KINDS.contains(object.kind()))
                && services.of(service)
                        .filter(evaluated -> areUnchanged(batch, live, evaluated))
                        .isPresent();
    }

    private static boolean areUnchanged(EventBatch batch, NodeObjects live, Evaluated evaluated) {
        if (evaluated.nodes().isEmpty()) {
            return false;
        }
        NodeSet nodes = evaluated.nodes().get();
        return batch
                .objectsToRead((ref, reported) -> ref.kind() == ObjectKind.POD
                        ? evaluated.pods().contains(PodState.of(reported))
                        : nodes.equals(NodeSet.of(reported)))
                .stream()
                .allMatch(ref -> ref.kind() == ObjectKind.POD
                        ? live.pods().equals(evaluated.pods())
                        : live.nodes().equals(nodes));
    }
}
