package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.health.HealthFacts;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers, as long as the process lives, how the StatefulSet and the pods of a service were when its health was evaluated last and
 * nothing was left to wait for. Most events about them change nothing that health depends on: one read shows it. What only the servers
 * can report has no event anyway, and is found by `repair`.
 */
final class EvaluatedPods {

    private static final int MOST_SERVICES = 1000;
    private static final Set<ObjectKind> KINDS = Set.of(ObjectKind.POD, ObjectKind.STATEFUL_SET);

    private final ServiceHealth health;
    private final Map<Names, Evaluated> services = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Names, Evaluated> eldest) {
            return size() > MOST_SERVICES;
        }
    };

    private long evaluations;

    /** @param nodes null until the evaluation has ended */
    private record Evaluated(long evaluation, NodeSet nodes, List<PodState> pods) {}

    EvaluatedPods(ServiceHealth health) {
        this.health = health;
    }

    /** An evaluation begins, perhaps beside another one. @return which */
    synchronized long begin(Names service) {
        services.put(service, new Evaluated(++evaluations, null, List.of()));
        return evaluations;
    }

    /**
     * An evaluation has ended. It counts where none has begun since. While pods are missing, it is an Event that says why, and no change
     * of an object.
     */
    synchronized void remember(Names service, long evaluation, HealthFacts facts) {
        Evaluated begun = services.get(service);
        if (begun != null && begun.evaluation() == evaluation && facts.hasAllPods()) {
            services.put(service, new Evaluated(evaluation, facts.nodes(), facts.pods()));
        }
    }

    /** Whether these events are about nothing that has changed since. */
    boolean areUnchanged(Names service, EventBatch batch) {
        Evaluated evaluated = of(service);
        return evaluated != null
                && evaluated.nodes() != null
                && batch.reportsChanges()
                && batch.objects().stream().allMatch(object -> KINDS.contains(object.kind()))
                && areUnchanged(service, batch, evaluated);
    }

    private boolean areUnchanged(Names service, EventBatch batch, Evaluated evaluated) {
        return (!batch.isAboutAny(ObjectKind.POD) || health.pods(service).equals(evaluated.pods()))
                && (!batch.isAboutAny(ObjectKind.STATEFUL_SET)
                        || health.nodes(service).equals(evaluated.nodes()));
    }

    private synchronized Evaluated of(Names service) {
        return services.get(service);
    }
}
