package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A change of an object, as an ApiServerSource reports it. No action may follow from it; it can only show that there is nothing to do,
 * because a later change is reported by an event of its own.
 *
 * @param object as it was after the change, where the source sends it whole; nothing of an object that is gone
 */
public record ReportedChange(Optional<JsonNode> object) {

    /** Those that tell how the object is, and not how it was before it was deleted. */
    private static final Set<EventType> OF_LIVE_OBJECTS = Set.of(EventType.RESOURCE_ADD, EventType.RESOURCE_UPDATE);

    /** Of a source that sends references. */
    public static final ReportedChange OF_REFERENCE = new ReportedChange(Optional.empty());

    /** Reads the data of an event. @param data null where there is none */
    public static ReportedChange of(EventType type, ObjectRef about, byte[] data) {
        return OF_LIVE_OBJECTS.contains(type)
                ? new ReportedChange(Optional.of(EventData.tree(data)).filter(object -> isOf(object, about)))
                : OF_REFERENCE;
    }

    /** Whether the object, as it was reported, is as this rule says. One that is not there, or that no API server would send, is not. */
    public boolean shows(Predicate<JsonNode> rule) {
        try {
            return object.filter(rule).isPresent();
        } catch (RuntimeException unreadable) {
            // Events are untrusted: the live object decides.
            return false;
        }
    }

    private static boolean isOf(JsonNode object, ObjectRef about) {
        return object.path("apiVersion").asText().equals(about.kind().apiVersion())
                && object.path("kind").asText().equals(about.kind().kind())
                && object.at("/metadata/namespace").asText().equals(about.namespace())
                && object.at("/metadata/name").asText().equals(about.name());
    }
}
