package dev.numaflow.isbsvc.rendering.status;

import java.util.List;

/**
 * What one look at a service found out.
 *
 * @param generation the generation of the spec that was looked at
 * @param statefulSetExists whether servers run already: then a spec that is refused must not disturb them
 */
public record Facts(long generation, boolean statefulSetExists, List<Fact> facts) {

    public Facts {
        facts = List.copyOf(facts);
    }
}
