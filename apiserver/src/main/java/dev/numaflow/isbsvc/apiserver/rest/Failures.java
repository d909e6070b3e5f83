package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.List;
import java.util.stream.Collectors;

/** Every failure of this server: status code, reason and details are those of the real server. */
public final class Failures {
    private Failures() {}

    /** 404 for an object. */
    public static ApiException notFound(ResourceType type, String name) {
        return new ApiException(
                404, "NotFound", type.qualifiedPlural() + " \"" + name + "\" not found", details(type, name));
    }

    /** 404 for a path that is no resource. */
    public static ApiException noSuchResource() {
        return new ApiException(404, "NotFound", "the server could not find the requested resource", Json.object());
    }

    /** 409 for a name that is taken. */
    public static ApiException alreadyExists(ResourceType type, String name) {
        return new ApiException(
                409, "AlreadyExists", type.qualifiedPlural() + " \"" + name + "\" already exists", details(type, name));
    }

    /** 409 for a write over a newer object, or against a precondition. */
    public static ApiException conflict(ResourceType type, String name, String why) {
        String message = "Operation cannot be fulfilled on " + type.qualifiedPlural() + " \"" + name + "\": " + why;
        return new ApiException(409, "Conflict", message, details(type, name));
    }

    /** 409 for a stale resourceVersion. */
    public static ApiException stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** 409 of server-side apply: fields that other managers own. */
    public static ApiException managerConflict(String message, ArrayNode causes) {
        ObjectNode details = Json.object();
        details.set("causes", causes);
        return new ApiException(409, "Conflict", message, details);
    }

    /** 422 with every violation. */
    public static ApiException invalid(ResourceType type, String name, List<Violation> violations) {
        String list = violations.stream()
                .map(each -> each.field() + ": " + each.message())
                .collect(Collectors.joining(", "));
        String kind = type.kind() + (type.group().isEmpty() ? "" : "." + type.group());
        ObjectNode details = details(type, name).put("kind", type.kind());
        addCauses(details, violations);
        String message = kind + " \"" + name + "\" is invalid: " + (violations.size() == 1 ? list : "[" + list + "]");
        return new ApiException(422, "Invalid", message, details);
    }

    /** 422 for an update without the required resourceVersion. */
    public static ApiException unconditional(ResourceType type, String name) {
        Violation violation = Violation.invalid("metadata.resourceVersion", "0", "must be specified for an update");
        String message = type.qualifiedPlural() + " \"" + name + "\" is invalid: " + violation.field() + ": "
                + violation.message();
        ObjectNode details = details(type, name);
        addCauses(details, List.of(violation));
        return new ApiException(422, "Invalid", message, details);
    }

    /** 422 for invalid options of a request. */
    public static ApiException invalidOptions(String kind, Violation violation) {
        ObjectNode details = Json.object().put("group", "meta.k8s.io").put("kind", kind);
        addCauses(details, List.of(violation));
        String message = kind + ".meta.k8s.io \"\" is invalid: " + violation.field() + ": " + violation.message();
        return new ApiException(422, "Invalid", message, details);
    }

    /** 500 for an applied configuration that names fields the schema does not have. */
    public static ApiException notDeclared(ResourceType type, String name, List<String> fields) {
        String message = "failed to create typed patch object (" + name + "; " + type.apiVersion() + ", Kind="
                + type.kind() + "): "
                + fields.stream()
                        .map(each -> "." + each + ": field not declared in schema")
                        .collect(Collectors.joining(", "));
        return unexpected(message);
    }

    /** 422 for a patch that cannot be applied. */
    public static ApiException unprocessable(String message) {
        return new ApiException(422, "Invalid", message, null);
    }

    /** 400. */
    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, null);
    }

    /** 500 for a fault of this server. */
    public static ApiException internal(String message) {
        return new ApiException(500, "InternalError", "Internal error occurred: " + message, null);
    }

    /** 500 without a reason, where the real server has none either. */
    public static ApiException unexpected(String message) {
        return new ApiException(500, "", message, null);
    }

    /** 401 for an unknown token. */
    public static ApiException unauthorized() {
        return new ApiException(401, "Unauthorized", "Unauthorized", null);
    }

    /** 403 for what the server itself forbids. */
    public static ApiException forbidden(ResourceType type, String name, String why) {
        String message = type.qualifiedPlural() + " \"" + name + "\" is forbidden: " + why;
        return new ApiException(403, "Forbidden", message, details(type, name));
    }

    /** 405. */
    public static ApiException methodNotAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Json.object());
    }

    /** 410 for a revision that has expired. */
    public static ApiException expired(String message) {
        return new ApiException(410, "Expired", message, null);
    }

    /** 415 for an unsupported body; the message lists the supported types. */
    public static ApiException unsupportedMediaType(String message) {
        return new ApiException(415, "UnsupportedMediaType", message, Json.object());
    }

    /** 406 for a representation that is not available. */
    public static ApiException notAcceptable(String message) {
        return new ApiException(406, "NotAcceptable", message, Json.object());
    }

    private static void addCauses(ObjectNode details, List<Violation> violations) {
        ArrayNode causes = details.putArray("causes");
        violations.forEach(each -> causes.addObject()
                .put("reason", each.reason().name())
                .put("message", each.message())
                .put("field", each.field()));
    }

    private static ObjectNode details(ResourceType type, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        return details.put("kind", type.plural());
    }
}
