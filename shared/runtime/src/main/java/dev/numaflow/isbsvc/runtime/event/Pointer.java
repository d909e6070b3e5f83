package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The part of an event that is used: which object to reconcile, and the type of the event. All actions follow from live objects only.
 *
 * @param object null for a tick of the clock, which is about no object
 * @param time when it was sent, where it is given: it decides only how long waiting is worthwhile
 * @param change where an ApiServerSource sent it, as it says: then nothing but a change of the object is a reason for it
 */
public record Pointer(EventType type, ObjectRef object, Optional<Instant> time, Optional<ReportedChange> change) {

    /** A source names the API server that it watches, and ours are words. */
    private static final String API_SERVER = "https://";

    /** Of an event that asks for a reconcile. */
    public Pointer(EventType type, ObjectRef object, Optional<Instant> time) {
        this(type, object, time, Optional.empty());
    }

    /** Of an event without a time. */
    public Pointer(EventType type, ObjectRef object) {
        this(type, object, Optional.empty());
    }

    /**
     * Reads the attributes of an event: the object from the extensions kind, namespace and name, or else from the subject.
     *
     * @return nothing when no function of ours could use the event
     */
    public static Optional<Pointer> of(EventAttributes event) {
        return of(event, null);
    }

    /** The same for an event with data. @param data null where there is none */
    public static Optional<Pointer> of(EventAttributes event, byte[] data) {
        return EventType.of(event.type())
                .flatMap(type -> type == EventType.PING
                        ? Optional.of(new Pointer(type, null))
                        : object(event)
                                .map(object -> new Pointer(
                                        type,
                                        object,
                                        event.time(),
                                        isOfApiServer(event)
                                                ? Optional.of(ReportedChange.of(type, object, data))
                                                : Optional.empty())));
    }

    private static boolean isOfApiServer(EventAttributes event) {
        return event.source() != null && event.source().startsWith(API_SERVER);
    }

    private static Optional<ObjectRef> object(EventAttributes event) {
        Map<String, String> extensions = event.extensions();
        Optional<ObjectRef> object = extensions.containsKey("kind")
                ? ObjectKind.ofKind(extensions.get("kind"))
                        .map(kind -> new ObjectRef(kind, extensions.get("namespace"), extensions.get("name")))
                : Optional.ofNullable(event.subject()).flatMap(ObjectRef::ofSubject);
        return object.filter(o -> ObjectNames.isNamespace(o.namespace()) && ObjectNames.isName(o.name()));
    }

    /** A tick of the clock: about everything, and so about no object. */
    public boolean isTick() {
        return object == null;
    }

    public boolean isAbout(ObjectKind kind) {
        return !isTick() && object.kind() == kind;
    }

    /**
     * The object as its source saw it after the change, where that sends it whole, and if it is as this rule says. It may have changed
     * since, which is reported by another event.
     */
    public Optional<JsonNode> reported(Predicate<JsonNode> rule) {
        return change.flatMap(reported -> reported.object(rule));
    }

    /** The service to reconcile: the object itself, or the one that its name as a child or pod refers to. */
    public Optional<Names> service() {
        return isTick() ? Optional.empty() : object.service();
    }

    @Override
    public String toString() {
        return isTick() ? "the clock" : object.toString();
    }
}
