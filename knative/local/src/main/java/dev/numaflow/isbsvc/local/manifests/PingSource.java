package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** A PingSource: sends events by a cron schedule in UTC. */
public record PingSource(ObjectName name, String schedule, String contentType, String data, Reference sink) {

    /** Reads an object of the API server, of which only name and spec are used. */
    public static PingSource of(JsonNode live) {
        ObjectNode stated = JsonNodeFactory.instance.objectNode();
        stated.set("apiVersion", live.path("apiVersion"));
        stated.set("kind", live.path("kind"));
        stated.putObject("metadata")
                .put("namespace", live.at("/metadata/namespace").asText())
                .put("name", live.at("/metadata/name").asText());
        stated.set("spec", live.path("spec"));
        return Document.of(Path.of("PingSource", live.at("/metadata/name").asText()), stated)
                .read(PingSource::read);
    }

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
