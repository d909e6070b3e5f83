package dev.numaflow.isbsvc.runtime.event;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * All that an event is believed: which object to look at, and what woke us. What is done follows from live objects only.
 *
 * @param object null for a tick of the clock, which is about no object
 * @param time when it was sent, where it says so: only for how long it is worth to wait follows from that
 */
public record Pointer(EventType type, ObjectRef object, Optional<Instant> time) {

    /** Of an event that does not say when it was sent. */
    public Pointer(EventType type, ObjectRef object) {
        this(type, object, Optional.empty());
    }

    /**
     * Reads the attributes of an event: the object from the extensions kind, namespace and name, or else from the subject.
     *
     * @return nothing when it is no event that any function of ours could use
     */
    public static Optional<Pointer> of(CloudEvent<?> event) {
        return EventType.of(event.type())
                .flatMap(type -> type == EventType.PING
                        ? Optional.of(new Pointer(type, null))
                        : object(event).map(object -> new Pointer(type, object, time(event))));
    }

    private static Optional<Instant> time(CloudEvent<?> event) {
        return Optional.ofNullable(event.time()).map(OffsetDateTime::toInstant);
    }

    private static Optional<ObjectRef> object(CloudEvent<?> event) {
        Map<String, String> extensions = event.extensions() == null ? Map.of() : event.extensions();
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

    /** The service to look at: the object itself, or the one whose child or pod it is by its name. */
    public Optional<Names> service() {
        return isTick() ? Optional.empty() : object.service();
    }

    @Override
    public String toString() {
        return isTick() ? "the clock" : object.toString();
    }
}
