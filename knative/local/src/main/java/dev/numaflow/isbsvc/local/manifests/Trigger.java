package dev.numaflow.isbsvc.local.manifests;

/** A subscription of a function to the broker. */
public record Trigger(ObjectName name, Reference broker, Filter filter, Reference subscriber, Delivery delivery) {

    static Trigger read(Fields document) {
        ObjectName name = ObjectName.read(document);
        return document.object("spec", spec -> read(name, spec));
    }

    private static Trigger read(ObjectName name, Fields spec) {
        return new Trigger(
                name,
                new Reference(Reference.EVENTING, "Broker", name.namespace(), spec.text("broker")),
                new Filter.All(spec.list("filters", Filter::read)),
                spec.object("subscriber", subscriber -> Reference.toFunction(subscriber, name.namespace())),
                spec.object("delivery", delivery -> Delivery.read(delivery, name.namespace())));
    }
}
