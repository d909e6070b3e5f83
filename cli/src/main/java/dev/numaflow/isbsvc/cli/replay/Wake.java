package dev.numaflow.isbsvc.cli.replay;

import static dev.numaflow.isbsvc.runtime.event.EventType.DELETION_REQUESTED;
import static dev.numaflow.isbsvc.runtime.event.EventType.ENCRYPTION_CHANGE;
import static dev.numaflow.isbsvc.runtime.event.EventType.READY;
import static dev.numaflow.isbsvc.runtime.event.EventType.REF_UPDATE;
import static dev.numaflow.isbsvc.runtime.event.EventType.RESOURCE_ADD;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.SourceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The events that make exactly one function reconcile a service: events that a source or another function could have sent. */
public enum Wake {
    CREATION,
    UPDATE,
    ENCRYPTION_GUARD,
    HEALTH,
    PROVISIONING,
    DELETION,
    REPAIR;

    /** The events about this service that call the function. */
    public List<SourceEvent> events(Subject service) {
        return switch (this) {
            case CREATION -> List.of(SourceEvent.resource(RESOURCE_ADD, service.tree()));
            // About a child: an event about an unchanged service would end at once. An event of the ConfigMap calls
            // health as well.
            case UPDATE ->
                List.of(SourceEvent.reference(
                        REF_UPDATE,
                        service.child(
                                ObjectKind.SERVICE,
                                service.metadataAndStatus().names().headlessService())));
            case ENCRYPTION_GUARD -> List.of(SourceEvent.reference(ENCRYPTION_CHANGE, service.ref()));
            case HEALTH ->
                List.of(SourceEvent.reference(
                        REF_UPDATE,
                        service.child(
                                ObjectKind.POD,
                                service.metadataAndStatus().names().pod(0))));
            case PROVISIONING -> provisioning(service);
            case DELETION -> List.of(SourceEvent.reference(DELETION_REQUESTED, service.ref()));
            // A tick is about all services.
            case REPAIR -> List.of(SourceEvent.tick());
        };
    }

    /** Everything of a service that an event may have missed: itself first, then its children, its health, its buffers. */
    public static List<SourceEvent> all(Subject service) {
        boolean reconciled = service.metadataAndStatus().status().observedGenerationOrZero() > 0;
        return Stream.of(reconciled ? UPDATE : CREATION, HEALTH, PROVISIONING)
                .flatMap(wake -> wake.events(service).stream())
                .toList();
    }

    private static List<SourceEvent> provisioning(Subject service) {
        List<SourceEvent> events = new ArrayList<>();
        events.add(SourceEvent.reference(READY, service.ref()));
        service.pipelines().forEach(pipeline -> events.add(SourceEvent.reference(REF_UPDATE, pipeline)));
        return events;
    }

    /** The function's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of all functions. */
    public static List<String> functions() {
        return Arrays.stream(values()).map(Wake::toString).toList();
    }
}
