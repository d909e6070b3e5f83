package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;

/** Tells whether guarded steps are under way: only they hold nodes back from an update. */
public final class Steps {

    private Steps() {}

    /** Whether the StatefulSet of a service stands between two steps. */
    public static boolean areUnderWay(JsonNode statefulSet) {
        return partition(statefulSet) > 0;
    }

    /** The nodes below this number are not touched. */
    static int partition(JsonNode statefulSet) {
        return statefulSet.at("/spec/updateStrategy/rollingUpdate/partition").asInt();
    }
}
