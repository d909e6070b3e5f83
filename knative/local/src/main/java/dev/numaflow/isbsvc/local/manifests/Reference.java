package dev.numaflow.isbsvc.local.manifests;

import java.util.Optional;

/** A reference from one object to another, with its namespace resolved. */
public record Reference(String apiVersion, String kind, String namespace, String name) {
    static final String SERVING = "serving.knative.dev/v1";
    static final String EVENTING = "eventing.knative.dev/v1";

    /** Reads {@code {ref: ...}}; the namespace defaults to the referring object's own. */
    static Reference destination(Fields fields, String namespace) {
        return fields.object("ref", ref -> of(ref, namespace));
    }

    static Reference of(Fields fields, String namespace) {
        Optional<String> other = fields.optionalText("namespace");
        return new Reference(
                fields.text("apiVersion"), fields.text("kind"), other.orElse(namespace), fields.text("name"));
    }

    Reference mustBe(FieldPath place, String wantedApiVersion, String wantedKind) {
        if (!apiVersion.equals(wantedApiVersion) || !kind.equals(wantedKind)) {
            throw place.refuse(apiVersion + " " + kind, wantedApiVersion + " " + wantedKind);
        }
        return this;
    }

    /** The function that this refers to; the only supported kind of subscriber. */
    static Reference toFunction(Fields fields, String namespace) {
        return destination(fields, namespace).mustBe(fields.place().field("ref"), SERVING, "Service");
    }

    static Reference toBroker(Fields fields, String namespace) {
        return destination(fields, namespace).mustBe(fields.place().field("ref"), EVENTING, "Broker");
    }
}
