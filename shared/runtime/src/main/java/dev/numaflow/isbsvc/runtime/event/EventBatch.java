package dev.numaflow.isbsvc.runtime.event;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
        return pointers.stream().allMatch(Pointer::reportsChange);
    }

    /** The objects that they are about, each once; a tick is about none. */
    public Set<ObjectRef> objects() {
        return pointers.stream().map(Pointer::object).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }
}
