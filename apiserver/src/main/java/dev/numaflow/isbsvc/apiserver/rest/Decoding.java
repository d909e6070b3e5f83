package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.defaults.TypeDefaults;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.rest.WriteOptions.FieldValidation;
import dev.numaflow.isbsvc.apiserver.schema.Defaulting;
import dev.numaflow.isbsvc.apiserver.schema.TypedEncoding;
import dev.numaflow.isbsvc.apiserver.schema.UnknownFields;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.List;
import java.util.stream.Collectors;

/** Decodes a client's object into its type: drops unknown fields, encodes values, sets defaults. */
final class Decoding {
    /** Requires that the object is of the type, and sets apiVersion and kind where absent. */
    void requireType(ObjectNode object, ResourceType type) {
        String apiVersion = object.path("apiVersion").asText(type.apiVersion());
        String kind = object.path("kind").asText(type.kind());
        if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw Failures.badRequest("the API version in the data (" + apiVersion + ", " + kind
                    + ") does not match the expected API version (" + type.apiVersion() + ", " + type.kind() + ")");
        }
        object.put("apiVersion", apiVersion).put("kind", kind);
    }

    /** Decodes in place. */
    void decode(ObjectNode object, ResourceType type, WriteOptions options) {
        requireType(object, type);
        unknownFields(object, type, options);
        encode(object, type, options);
        complete(object, type);
    }

    /** Checks an applied configuration and leaves its values as written: they are compared that way. */
    void checkApplied(ObjectNode object, ResourceType type, WriteOptions options) {
        requireType(object, type);
        List<String> unknown = UnknownFields.prune(object, type.schema());
        if (!unknown.isEmpty()) {
            throw Failures.notDeclared(type, Metadata.namespace(object) + "/" + Metadata.name(object), unknown);
        }
        encode(object.deepCopy(), type, options);
    }

    private static void encode(ObjectNode object, ResourceType type, WriteOptions options) {
        try {
            if (type.custom()) {
                ObjectNode metadata = Metadata.of(object);
                TypedEncoding.normalize(
                        metadata, type.schema().child("metadata").orElseThrow(), "metadata");
            } else {
                TypedEncoding.normalize(object, type.schema(), "");
            }
        } catch (TypedEncoding.TypeMismatch e) {
            throw undecodable(type, e.getMessage(), options);
        }
    }

    /** An object that cannot be decoded is a bad request; a patch with such a result is an unprocessable patch. */
    private static ApiException undecodable(ResourceType type, String why, WriteOptions options) {
        return options.patch()
                ? Failures.unprocessable(" \"\" is invalid: patch: Invalid value: " + why)
                : Failures.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                        + type.kind() + ": " + why);
    }

    /** Sets the defaults. */
    void complete(ObjectNode object, ResourceType type) {
        Metadata.of(object);
        Defaulting.apply(object, type.schema());
        TypeDefaults.apply(object, type);
    }

    /** An empty object of the type. */
    ObjectNode nothing(ResourceType type) {
        ObjectNode nothing = Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        if (!type.custom()) {
            Defaulting.apply(nothing, type.schema());
            ZeroValues.addRequiredNulls(nothing, type.schema());
        }
        return nothing;
    }

    private static void unknownFields(ObjectNode object, ResourceType type, WriteOptions options) {
        List<String> unknown = UnknownFields.prune(object, type.schema());
        if (unknown.isEmpty() || options.fieldValidation() == FieldValidation.Ignore) {
            return;
        }
        if (options.fieldValidation() == FieldValidation.Strict) {
            String fields = unknown.stream()
                    .map(each -> "unknown field \"" + each + "\"")
                    .collect(Collectors.joining(", "));
            throw undecodable(type, "strict decoding error: " + fields, options);
        }
        unknown.forEach(each -> options.warnings().add("unknown field \"" + each + "\""));
    }
}
