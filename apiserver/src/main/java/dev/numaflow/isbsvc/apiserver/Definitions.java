package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.Failure.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is particular to CustomResourceDefinitions: what this server refuses of them, and their status. */
final class Definitions {
    private static final Map<String, String> NOT_HONOURED = Map.of(
            "x-kubernetes-validations",
            "does not evaluate CEL rules; use a real control plane (--api real)",
            "x-kubernetes-embedded-resource",
            "has no embedded resources");

    private Definitions() {}

    static List<Cause> refused(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        List<Cause> causes = new ArrayList<>();
        String wanted = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
        if (!Meta.name(definition).equals(wanted)) {
            causes.add(new Cause("metadata.name", "FieldValueInvalid", "must be spec.names.plural+\".\"+spec.group"));
        }
        if (spec.path("versions").size() != 1) {
            causes.add(forbidden("spec.versions", "serves one version of a type"));
        }
        JsonNode version = spec.path("versions").path(0);
        String path = "spec.versions[0].";
        if (!version.at("/schema/openAPIV3Schema").isObject()) {
            causes.add(new Cause(path + "schema.openAPIV3Schema", "FieldValueRequired", "schemas are required"));
        }
        if (version.has("selectableFields")) {
            causes.add(forbidden(path + "selectableFields", "selects custom resources by name and labels"));
        }
        version.path("additionalPrinterColumns").forEach(each -> {
            if (!Json.text(each, "jsonPath").matches("(\\.\\w+)+")) {
                causes.add(forbidden(path + "additionalPrinterColumns", "prints values at plain paths"));
            }
        });
        keywords(version.path("schema"), path + "schema", causes);
        return causes;
    }

    private static void keywords(JsonNode schema, String path, List<Cause> causes) {
        schema.properties().forEach(each -> {
            String here = path + "." + each.getKey();
            if (NOT_HONOURED.containsKey(each.getKey())) {
                causes.add(forbidden(here, NOT_HONOURED.get(each.getKey())));
            }
            keywords(each.getValue(), here, causes);
        });
    }

    private static Cause forbidden(String path, String what) {
        return new Cause(path, "FieldValueForbidden", "Forbidden: this API server " + what);
    }

    /** The definition is served from now on. */
    static void establish(ObjectNode definition, String now) {
        ObjectNode status = Json.objectAt(definition, "status");
        status.set("acceptedNames", Json.at(definition, "spec", "names").deepCopy());
        status.putArray("storedVersions").add(definition.at("/spec/versions/0/name"));
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("NamesAccepted", "Established")) {
            conditions.addObject().put("type", type).put("status", "True").put("lastTransitionTime", now);
        }
    }
}
