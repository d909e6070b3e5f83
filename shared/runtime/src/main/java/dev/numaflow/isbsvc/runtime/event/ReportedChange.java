package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A change of an object, as an ApiServerSource reports it. No action may follow from it; it can only show that there is nothing to do,
 * because a later change is reported by an event of its own. Events wait for each other, so the object is read only when it is compared.
 */
public final class ReportedChange {

    /** Of a source that sends references. */
    public static final ReportedChange OF_REFERENCE = new ReportedChange(Optional.empty(), null);

    /** Those that tell how the object is, and not how it was before it was deleted. */
    private static final Set<EventType> OF_LIVE_OBJECTS = Set.of(EventType.RESOURCE_ADD, EventType.RESOURCE_UPDATE);

    /** Those that are compared. */
    private static final Set<ObjectKind> COMPARED =
            Set.of(ObjectKind.STATEFUL_SET, ObjectKind.POD_DISRUPTION_BUDGET, ObjectKind.POD);

    private final Optional<ObjectRef> about;
    private final byte[] data;

    private ReportedChange(Optional<ObjectRef> about, byte[] data) {
        this.about = about;
        this.data = data;
    }

    /** Takes the data of an event. @param data null where there is none */
    public static ReportedChange of(EventType type, ObjectRef about, byte[] data) {
        return OF_LIVE_OBJECTS.contains(type) && COMPARED.contains(about.kind())
                ? new ReportedChange(Optional.of(about), data)
                : OF_REFERENCE;
    }

    /** The object as it was reported, if it is as this rule says. One that is not there, or that no API server would send, is not. */
    public Optional<JsonNode> object(Predicate<JsonNode> rule) {
        try {
            return about.flatMap(
                    ref -> Optional.of(EventData.tree(data)).filter(object -> isOf(object, ref) && rule.test(object)));
        } catch (RuntimeException unreadable) {
            // Events are untrusted: the live object decides.
            return Optional.empty();
        }
    }

    private static boolean isOf(JsonNode object, ObjectRef about) {
        return object.path("apiVersion").asText().equals(about.kind().apiVersion())
                && object.path("kind").asText().equals(about.kind().kind())
                && object.at("/metadata/namespace").asText().equals(about.namespace())
                && object.at("/metadata/name").asText().equals(about.name());
    }
}
