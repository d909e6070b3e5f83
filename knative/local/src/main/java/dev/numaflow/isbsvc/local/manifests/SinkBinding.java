package dev.numaflow.isbsvc.local.manifests;

/** A SinkBinding: sets {@code K_SINK} of a function to the address of a broker. */
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
