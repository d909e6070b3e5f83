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
 * default of the API server, so only fields count that it leaves absent.
 */
final class RemovedFields {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern POD_FIELD = Pattern.compile("spec\\.[A-Za-z]+");
    private static final int CONTAINERS = 3;
    private static final List<String> METADATA = List.of("/metadata/labels", "/metadata/annotations");
    private static final List<String> OF_CONTAINER = List.of("/securityContext", "/resources", "/envFrom");

    /** What the API server fills in for a field of a pod that a service may set; most stay absent. */
    private static final Set<String> FILLED_IN = Set.of("", "ClusterFirst");

    /** What kubectl leaves in a template, as it does when it restarts the pods, was never part of a spec. */
    private static final String KUBECTL = "kubectl.kubernetes.io/";

    private RemovedFields() {}

    static boolean are(ValidService service, JsonNode statefulSet) {
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
        return Stream.of(METADATA.stream(), ofPod, ofContainers).flatMap(places -> places);
    }

    private static boolean hasMore(JsonNode runs, JsonNode wanted) {
        if (runs.isArray()) {
            return IntStream.range(0, runs.size()).anyMatch(i -> hasMore(runs.get(i), wanted.path(i)));
        }
        if (runs.isObject()) {
            return runs.properties().stream()
                    .filter(entry -> !entry.getKey().startsWith(KUBECTL))
                    .anyMatch(entry -> hasMore(entry.getValue(), wanted.path(entry.getKey())));
        }
        return wanted.isEmpty() && wanted.asText().isEmpty() && !FILLED_IN.contains(runs.asText());
    }
}
