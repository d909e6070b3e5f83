package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.Locale;

/** Defaults of a CustomResourceDefinition: names derived from its kind. */
final class DefinitionDefaults {
    private DefinitionDefaults() {}

    static void apply(ObjectNode definition) {
        ObjectNode spec = Json.objectAt(definition, "spec");
        ObjectNode names = Json.objectAt(spec, "names");
        String kind = names.path("kind").asText();
        Absent.text(names, "singular", kind.toLowerCase(Locale.ROOT));
        Absent.text(names, "listKind", kind + "List");
        Absent.text(Json.objectAt(spec, "conversion"), "strategy", "None");
    }
}
