package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.SourceEvent;
import io.cloudevents.CloudEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An event that a source should have sent, and why it seems not to have arrived. */
record MissedEvent(SourceEvent sent, String why) {

    private static final String SOURCE = "repair";

    /** Bytes of data that every broker accepts. */
    private static final int LARGEST = 256 << 10;

    /** As the source of the services sends it, with the whole object. */
    static MissedEvent resource(EventType type, JsonNode object, String why) {
        return new MissedEvent(SourceEvent.resource(type, object), why);
    }

    /** As all other sources send it. */
    static MissedEvent reference(EventType type, ObjectRef about, String why) {
        return new MissedEvent(SourceEvent.reference(type, about), why);
    }

    /** The same event for two reasons is one event. */
    static List<MissedEvent> eachOnce(List<MissedEvent> missed) {
        Map<List<Object>, MissedEvent> once = new LinkedHashMap<>();
        missed.forEach(
                each -> once.putIfAbsent(List.of(each.sent().type(), each.sent().about()), each));
        return List.copyOf(once.values());
    }

    /** Interleaved, so that where there is not enough time for all, no namespace waits for another's thousands. */
    static List<MissedEvent> roundRobin(List<MissedEvent> missed) {
        return RoundRobin.of(missed, each -> each.sent().about().namespace());
    }

    /** Without the object where that is large: the event points to it all the same, and the broker need not carry it. */
    CloudEvent event() {
        CloudEvent event = sent.from(SOURCE);
        return BinaryMode.body(event).length <= LARGEST
                ? event
                : SourceEvent.reference(sent.type(), sent.about()).from(SOURCE);
    }

    @Override
    public String toString() {
        return sent.about() + ": " + why;
    }
}
