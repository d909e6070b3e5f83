package dev.numaflow.isbsvc.local.manifests;

/** A broker: sources and functions post to it, triggers subscribe to it. */
public record Broker(ObjectName name) {

    static Broker read(Fields document) {
        return new Broker(ObjectName.read(document));
    }

    /** The reference that sources, triggers and bindings use. */
    public Reference reference() {
        return new Reference(Reference.EVENTING, "Broker", name.namespace(), name.name());
    }
}
