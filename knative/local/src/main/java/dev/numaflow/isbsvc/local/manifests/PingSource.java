package dev.numaflow.isbsvc.local.manifests;

/** A source that ticks by a cron schedule in UTC. */
public record PingSource(ObjectName name, String schedule, String contentType, String data, Reference sink) {

    static PingSource read(Fields document) {
        ObjectName name = ObjectName.read(document);
        return document.object(
                "spec",
                spec -> new PingSource(
                        name,
                        spec.text("schedule"),
                        spec.text("contentType"),
                        spec.text("data"),
                        spec.object("sink", sink -> Reference.toBroker(sink, name.namespace()))));
    }
}
