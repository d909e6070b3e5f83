package dev.numaflow.isbsvc.rendering.status;

import java.util.List;

/**
 * The facts of one reconcile of a service.
 *
 * @param generation the generation of the spec that was reconciled
 * @param statefulSetExists whether servers already run, which a refused spec must not disturb
 */
public record Facts(long generation, boolean statefulSetExists, List<Fact> facts) {

    public Facts {
        facts = List.copyOf(facts);
    }
}
