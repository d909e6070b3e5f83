package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The events about one service that one reconcile answers, because each arrived before it began.
 *
 * @param pointers at least one, in the order of their arrival
 */
public record EventBatch(List<Pointer> pointers) {

    public EventBatch {
        pointers = List.copyOf(pointers);
        if (pointers.isEmpty()) {
            throw new IllegalArgumentException("a batch answers at least one event");
        }
    }

    /** The event that arrived first; all others are about the same service. */
    public Pointer first() {
        return pointers.get(0);
    }

    /** Whether any of them is about an object of this kind. */
    public boolean isAboutAny(ObjectKind kind) {
        return pointers.stream().anyMatch(pointer -> pointer.isAbout(kind));
    }

    /** Whether each of them only reports that its object has changed. */
    public boolean reportsChanges() {
        return pointers.stream().allMatch(pointer -> pointer.change().isPresent());
    }

    /**
     * The objects that have to be read to know how they are, each once: all but those of events that report how they are.
     *
     * @param isEnough whether an object as it was reported is all that has to be known
     */
    public Set<ObjectRef> objectsToRead(BiPredicate<ObjectRef, JsonNode> isEnough) {
        return pointers.stream()
                .filter(pointer -> pointer.reported(object -> isEnough.test(pointer.object(), object))
                        .isEmpty())
                .map(Pointer::object)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The objects that they are about, each once; a tick is about none. */
    public Set<ObjectRef> objects() {
        return pointers.stream().map(Pointer::object).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }
}
