package dev.numaflow.isbsvc.runtime.event;

import java.util.Arrays;
import java.util.Optional;

/** The types of events that trigger a function: those of Knative's sources, and those of our functions' replies. */
public enum EventType {
    RESOURCE_ADD("dev.knative.apiserver.resource.add"),
    RESOURCE_UPDATE("dev.knative.apiserver.resource.update"),
    RESOURCE_DELETE("dev.knative.apiserver.resource.delete"),
    REF_ADD("dev.knative.apiserver.ref.add"),
    REF_UPDATE("dev.knative.apiserver.ref.update"),
    REF_DELETE("dev.knative.apiserver.ref.delete"),
    PING("dev.knative.sources.ping"),
    DEPLOYED("dev.numaflow.isbsvc.deployed"),
    UPDATED("dev.numaflow.isbsvc.updated"),
    REPLAYED("dev.numaflow.isbsvc.replayed"),
    ENCRYPTION_CHANGE("dev.numaflow.isbsvc.encryption.change"),
    ENCRYPTION_MIGRATED("dev.numaflow.isbsvc.encryption.migrated"),
    ENCRYPTION_REFUSED("dev.numaflow.isbsvc.encryption.refused"),
    DELETION_REQUESTED("dev.numaflow.isbsvc.deletion.requested"),
    BUFFERS_PROVISIONED("dev.numaflow.isbsvc.buffers.provisioned"),
    READY("dev.numaflow.isbsvc.ready"),
    DEGRADED("dev.numaflow.isbsvc.degraded"),
    DELETED("dev.numaflow.isbsvc.deleted");

    private final String value;

    EventType(String value) {
        this.value = value;
    }

    /** The type attribute of the CloudEvent. */
    public String value() {
        return value;
    }

    /** Whether the event reports that an object was deleted, or no longer matches a selector. */
    public boolean isDeletion() {
        return this == RESOURCE_DELETE || this == REF_DELETE;
    }

    /** The type with this attribute, or nothing when it is unknown. */
    public static Optional<EventType> of(String value) {
        return Arrays.stream(values()).filter(t -> t.value.equals(value)).findFirst();
    }
}
