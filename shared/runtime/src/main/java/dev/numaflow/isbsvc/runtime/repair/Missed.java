package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.SourceEvent;
import io.cloudevents.CloudEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An event that a source should have sent, and why we think that it did not arrive. */
record Missed(SourceEvent sent, String why) {

    private static final String SOURCE = "repair";

    /** As the source of the services sends it, with the whole object. */
    static Missed resource(EventType type, JsonNode object, String why) {
        return new Missed(SourceEvent.resource(type, object), why);
    }

    /** As all other sources send it. */
    static Missed reference(EventType type, ObjectRef about, String why) {
        return new Missed(SourceEvent.reference(type, about), why);
    }

    /** The same event for two reasons is one event. */
    static List<Missed> eachOnce(List<Missed> missed) {
        Map<List<Object>, Missed> once = new LinkedHashMap<>();
        missed.forEach(
                each -> once.putIfAbsent(List.of(each.sent().type(), each.sent().about()), each));
        return List.copyOf(once.values());
    }

    CloudEvent event() {
        return sent.from(SOURCE);
    }

    @Override
    public String toString() {
        return sent.about() + ": " + why;
    }
}
