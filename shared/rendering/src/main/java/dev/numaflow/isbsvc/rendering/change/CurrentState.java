package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The current state of a service, with which a preview compares the desired one.
 *
 * @param running empty where there are no servers yet
 * @param children the live ones
 * @param bufferConfig that new buffers use now; empty where the status has none yet
 */
public record CurrentState(Optional<ObservedService> running, List<JsonNode> children, Optional<String> bufferConfig) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The service as it would run with its whole spec applied. */
    public static CurrentState asApplied(ValidService service) {
        List<JsonNode> children = Children.of(service).list().stream()
                .map(CurrentState::asCreated)
                .toList();
        CurrentState nothing = new CurrentState(
                Optional.empty(), children, Optional.of(service.buffers().streamConfig()));
        LiveChildren live = nothing.live();
        return new CurrentState(ObservedService.shown(live), children, nothing.bufferConfig());
    }

    /** No API server has added defaults: every additional field was requested before, and is to be removed. */
    private static JsonNode asCreated(HasMetadata child) {
        ObjectNode tree = JSON.valueToTree(child);
        tree.withObject("metadata")
                .putArray("managedFields")
                .addObject()
                .put("manager", "the spec before")
                .putObject("fieldsV1");
        return tree;
    }

    /** The children that show how it runs. */
    public LiveChildren live() {
        return new LiveChildren(
                first(child -> kind(child).equals("StatefulSet")),
                first(child -> kind(child).equals("ConfigMap")),
                false);
    }

    Optional<JsonNode> child(JsonNode desired) {
        return Optional.of(first(child -> kind(child).equals(kind(desired))
                        && child.at("/metadata/name").equals(desired.at("/metadata/name"))))
                .filter(child -> !child.isMissingNode());
    }

    private JsonNode first(Predicate<JsonNode> desired) {
        return children.stream().filter(desired).findFirst().orElse(JSON.missingNode());
    }

    private static String kind(JsonNode child) {
        return child.path("kind").asText();
    }
}
