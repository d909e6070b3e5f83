package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.Failure.Cause;
import java.util.ArrayList;
import java.util.List;

/** What is particular to CustomResourceDefinitions: what this server refuses of them, and their status. */
final class Definitions {
    private Definitions() {}

    static List<Cause> refused(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        List<Cause> causes = new ArrayList<>();
        if (spec.path("versions").size() != 1) {
            causes.add(forbidden("spec.versions", "serves one version of a type"));
        }
        JsonNode version = spec.path("versions").path(0);
        String path = "spec.versions[0].";
        version.path("additionalPrinterColumns").forEach(each -> {
            if (!Json.text(each, "jsonPath").matches("(\\.\\w+)+")) {
                causes.add(forbidden(path + "additionalPrinterColumns", "prints values at plain paths"));
            }
        });
        rules(version.path("schema"), path + "schema", causes);
        return causes;
    }

    private static void rules(JsonNode schema, String path, List<Cause> causes) {
        schema.properties().forEach(each -> {
            String here = path + "." + each.getKey();
            if (each.getKey().equals("x-kubernetes-validations")) {
                causes.add(forbidden(here, "does not evaluate CEL rules; use a real control plane (--api real)"));
            }
            rules(each.getValue(), here, causes);
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
