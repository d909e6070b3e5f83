package dev.numaflow.isbsvc.local.manifests;

import java.util.Locale;

/** An apiVersion and kind, and the plural that ApiServerSource guesses from the kind. */
public record ObjectType(String apiVersion, String kind) {

    static ObjectType read(Fields fields) {
        return new ObjectType(fields.text("apiVersion"), fields.text("kind"));
    }

    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    public String plural() {
        String singular = kind.toLowerCase(Locale.ROOT);
        if (singular.endsWith("s")) {
            return singular + "es";
        }
        return singular.endsWith("y") ? singular.substring(0, singular.length() - 1) + "ies" : singular + "s";
    }
}
