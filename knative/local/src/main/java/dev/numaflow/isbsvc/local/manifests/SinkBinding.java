package dev.numaflow.isbsvc.local.manifests;

/** Gives a function the address of a broker as {@code K_SINK}. */
public record SinkBinding(ObjectName name, Reference subject, Reference sink) {

    static SinkBinding read(Fields document) {
        ObjectName name = ObjectName.read(document);
        return document.object(
                "spec",
                spec -> new SinkBinding(
                        name,
                        spec.object("subject", subject -> subject(subject, name)),
                        spec.object("sink", sink -> Reference.toBroker(sink, name.namespace()))));
    }

    private static Reference subject(Fields fields, ObjectName name) {
        return Reference.of(fields, name.namespace()).mustBe(fields.place(), Reference.SERVING, "Service");
    }
}
