package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The labels of the pods of a service: ours, the user's, and those that the StatefulSet controller adds to each pod. */
final class PodLabels {

    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private PodLabels() {}

    /** One map for each pod, actual and desired: where the change of a label is held, pods keep the old one. */
    static List<Map<String, String>> of(Children children, Optional<JsonNode> live) {
        JsonNode desired = ObjectMetas.of(children.statefulSet());
        return Stream.concat(Stream.of(desired), live.stream())
                .flatMap(set -> ofPods(set, children.service().names()))
                .toList();
    }

    private static Stream<Map<String, String>> ofPods(JsonNode statefulSet, Names names) {
        int replicas = statefulSet.at("/spec/replicas").asInt(1);
        // Even without pods, a selector shows which ones it is meant for.
        return IntStream.range(0, Math.max(1, Math.min(replicas, Bounds.NODES)))
                .mapToObj(ordinal -> ofPod(statefulSet, ordinal, names));
    }

    private static Map<String, String> ofPod(JsonNode statefulSet, int ordinal, Names names) {
        Map<String, String> labels = new HashMap<>();
        statefulSet
                .at("/spec/template/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.put(POD_NAME, names.pod(ordinal));
        labels.put(POD_INDEX, Integer.toString(ordinal));
        return labels;
    }
}
