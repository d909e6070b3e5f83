package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;

/** Reports whether guarded steps are under way: only they hold nodes back from an update. */
public final class Steps {

    private Steps() {}

    /** Whether the StatefulSet of a service is between two steps. */
    public static boolean areUnderWay(JsonNode statefulSet) {
        return partition(statefulSet) > 0;
    }

    /** Nodes with an ordinal below this number are not updated. */
    static int partition(JsonNode statefulSet) {
        return statefulSet.at("/spec/updateStrategy/rollingUpdate/partition").asInt();
    }
}
