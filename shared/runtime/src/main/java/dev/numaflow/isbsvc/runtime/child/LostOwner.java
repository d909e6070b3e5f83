package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;

/** Decides whether an object without a controller under a child's name is the child, whose owner reference was removed. */
public final class LostOwner {

    private LostOwner() {}

    /** A user who removes the owner may remove labels or annotations as well; one of the two still names us. */
    public static boolean isLikely(JsonNode live, String service) {
        if (ObjectMetas.controller(live).isPresent()) {
            return false;
        }
        String named = ObjectMetas.label(live, Labels.SERVICE_NAME);
        return named.equals(service)
                || (named.isEmpty()
                        && !ObjectMetas.annotation(live, Annotations.GENERATION).isEmpty());
    }
}
