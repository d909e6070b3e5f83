package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.ArrayList;
import java.util.List;

/** Decides whether the functions would carry out a release at all, whatever becomes of the parts of the service. */
final class ReleaseObstacles {

    private ReleaseObstacles() {}

    /** @param instance of the functions */
    static List<Violation> of(JsonNode live, String instance) {
        List<Violation> obstacles = new ArrayList<>();
        String own = ObjectMetas.annotation(live, Annotations.INSTANCE);
        if (!own.equals(instance)) {
            obstacles.add(new Violation(
                    annotation(Annotations.INSTANCE),
                    '"' + own + '"',
                    '"' + instance + "\", the instance of these functions, which leave every other service alone"));
        }
        if (ObjectMetas.isDeleting(live)) {
            obstacles.add(new Violation(
                    "metadata.deletionTimestamp",
                    live.at("/metadata/deletionTimestamp").asText(),
                    "none: a service that is being deleted is not left"));
        }
        if (Pause.isOn(live)) {
            obstacles.add(new Violation(
                    annotation(Annotations.PAUSED),
                    "\"true\"",
                    "absent or \"false\": the functions write nothing of a paused service but its status"));
        }
        return obstacles;
    }

    private static String annotation(String key) {
        return "metadata.annotations[" + key + "]";
    }
}
