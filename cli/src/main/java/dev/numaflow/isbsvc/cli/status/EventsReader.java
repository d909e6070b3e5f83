package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.EventFact;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds the last Events of a service and the Pipelines that use it, newest first. */
final class EventsReader {

    private static final int MOST = 10;

    private final Cluster objects;
    private final Api api;
    private final Consumer<String> notReached;

    EventsReader(Cluster objects, Api api, Consumer<String> notReached) {
        this.objects = objects;
        this.api = api;
        this.notReached = notReached;
    }

    List<EventFact> read(InterStepBufferService service) {
        Set<String> about = about(service);
        return api
                .reach(() -> objects.list(ObjectKind.EVENT, service.names().namespace()))
                .orElse(List.of(), why -> notReached.accept("Events: " + why))
                .stream()
                .filter(event -> about.contains(object(event)))
                .sorted(Comparator.comparing(EventsReader::time).reversed())
                .limit(MOST)
                .map(EventsReader::fact)
                .toList();
    }

    private Set<String> about(InterStepBufferService service) {
        Names names = service.names();
        Map<String, String> annotations = service.metadata().getAnnotations();
        String instance = annotations == null ? "" : annotations.getOrDefault(Annotations.INSTANCE, "");
        LivePipelines pipelines = api.reach(() -> new PipelineSource(objects).in(names.namespace()))
                .orElse(LivePipelines.of(List.of()), why -> notReached.accept("Pipelines: " + why));
        Set<String> about = new HashSet<>();
        about.add(shown(ObjectRef.of(names)));
        pipelines.of(names, instance).forEach(pipeline -> about.add(shown(ObjectRef.of(pipeline.object()))));
        return about;
    }

    private static String shown(ObjectRef ref) {
        return ref.kind().kind() + " " + ref.name();
    }

    private static String object(JsonNode event) {
        return event.at("/involvedObject/kind").asText() + " "
                + event.at("/involvedObject/name").asText();
    }

    /** The time of an Event: whichever of the three its writer set. */
    private static String time(JsonNode event) {
        return Stream.of("/lastTimestamp", "/eventTime", "/metadata/creationTimestamp")
                .map(event::at)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    private static EventFact fact(JsonNode event) {
        return new EventFact(
                time(event),
                event.path("type").asText(),
                event.path("reason").asText(),
                object(event),
                event.path("message").asText(),
                Math.max(1, event.path("count").asInt()));
    }
}
