package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides whether pods that Numaflow's controller made have what their spec asks for no longer. To the comparison that looks like a
 * default of the API server, so only fields count that it leaves absent. Labels and annotations do not: kubectl and policies put theirs
 * into templates, and a stale one does no harm until the pods are replaced.
 */
final class RemovedFields {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern POD_FIELD = Pattern.compile("spec\\.[A-Za-z]+");
    private static final int CONTAINERS = 3;
    private static final List<String> OF_CONTAINER = List.of("/securityContext", "/resources", "/envFrom");

    /** What the API server fills in for a field of a pod that a service may set; most stay absent. */
    private static final Set<String> FILLED_IN = Set.of("", "ClusterFirst");

    private RemovedFields() {}

    /** Whether the pods of the StatefulSet have any. */
    static boolean anyIn(JsonNode statefulSet, ValidService service) {
        JsonNode wanted = JSON.valueToTree(NumaflowTemplate.render(service));
        JsonNode runs = statefulSet.at("/spec/template");
        return places().anyMatch(place -> hasMore(runs.at(place), wanted.at(place)));
    }

    private static Stream<String> places() {
        Stream<String> ofPod = ChangePolicy.rules().stream()
                .flatMap(rule -> rule.places().stream())
                .filter(place -> POD_FIELD.matcher(place).matches())
                .map(place -> "/" + place.replace('.', '/'));
        Stream<String> ofContainers = IntStream.range(0, CONTAINERS).boxed().flatMap(i -> OF_CONTAINER.stream()
                .map(field -> "/spec/containers/" + i + field));
        return Stream.concat(ofPod, ofContainers);
    }

    private static boolean hasMore(JsonNode runs, JsonNode wanted) {
        if (runs.isArray()) {
            return IntStream.range(0, runs.size()).anyMatch(i -> hasMore(runs.get(i), wanted.path(i)));
        }
        if (runs.isObject()) {
            return runs.properties().stream().anyMatch(entry -> hasMore(entry.getValue(), wanted.path(entry.getKey())));
        }
        return wanted.isEmpty() && wanted.asText().isEmpty() && !FILLED_IN.contains(runs.asText());
    }
}
