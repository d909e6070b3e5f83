package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.util.Comparator;
import java.util.List;

/** The pods of a service, whose servers are queried. */
public final class Pods {

    private Pods() {}

    /** In the order of their ordinals. */
    public static Reached<List<JsonNode>> of(Api api, Cluster objects, Names names) {
        String selector = Labels.selector(names);
        return api.reach(() -> objects.list(ObjectKind.POD, names.namespace(), selector))
                .map(pods ->
                        pods.stream().sorted(Comparator.comparing(Pods::name)).toList());
    }

    /** Short names before long ones: node 10 comes after node 9. */
    private static String name(JsonNode pod) {
        String name = pod.at("/metadata/name").asText();
        return "%04d %s".formatted(name.length(), name);
    }
}
