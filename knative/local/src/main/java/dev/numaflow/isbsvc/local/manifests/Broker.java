package dev.numaflow.isbsvc.local.manifests;

/** A broker: a name that sources and functions post to and that triggers listen on. */
public record Broker(ObjectName name) {

    static Broker read(Fields document) {
        return new Broker(ObjectName.read(document));
    }

    /** How sources, triggers and bindings name it. */
    public Reference reference() {
        return new Reference(Reference.EVENTING, "Broker", name.namespace(), name.name());
    }
}
