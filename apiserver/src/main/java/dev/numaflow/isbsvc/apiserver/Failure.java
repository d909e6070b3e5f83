package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A refused request, with the status code, reason and details of a real API server. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    Failure(int code, String reason, String message) {
        this(code, reason, message, null);
    }

    private Failure(int code, String reason, String message, ObjectNode details) {
        super(message);
        this.code = code;
        this.status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        if (details != null) {
            status.set("details", details);
        }
        status.put("code", code);
    }

    /** One reason of a 422. */
    record Cause(String field, String reason, String message) {}

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    static Failure notFound(ResourceType type, String name) {
        return about(404, "NotFound", type, name, "not found");
    }

    static Failure notServed() {
        return new Failure(404, "NotFound", "the server could not find the requested resource");
    }

    static Failure alreadyExists(ResourceType type, String name) {
        return about(409, "AlreadyExists", type, name, "already exists");
    }

    static Failure conflict(ResourceType type, String name, String why) {
        String message = "Operation cannot be fulfilled on " + type.qualifiedPlural() + " \"" + name + "\": " + why;
        return new Failure(409, "Conflict", message, details(type, name));
    }

    static Failure stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static Failure forbidden(ResourceType type, String name, String why) {
        return about(403, "Forbidden", type, name, "is forbidden: " + why);
    }

    static Failure invalid(ResourceType type, String name, List<Cause> causes) {
        ObjectNode details = details(type, name).put("kind", type.kind());
        ArrayNode list = details.putArray("causes");
        causes.forEach(each -> list.addObject()
                .put("reason", each.reason())
                .put("message", each.message())
                .put("field", each.field()));
        String why = causes.stream()
                .map(each -> each.field() + ": " + each.message())
                .collect(Collectors.joining(", "));
        String kind = type.kind() + (type.group().isEmpty() ? "" : "." + type.group());
        return new Failure(422, "Invalid", kind + " \"" + name + "\" is invalid: " + why, details);
    }

    static Failure invalid(ResourceType type, String name, String field, String reason, String message) {
        return invalid(type, name, List.of(new Cause(field, reason, message)));
    }

    static Failure badRequest(String message) {
        return new Failure(400, "BadRequest", message);
    }

    static Failure unsupported(String message) {
        return new Failure(415, "UnsupportedMediaType", message);
    }

    static Failure notAllowed() {
        String message = "the server does not allow this method on the requested resource";
        return new Failure(405, "MethodNotAllowed", message);
    }

    private static Failure about(int code, String reason, ResourceType type, String name, String what) {
        String message = type.qualifiedPlural() + " \"" + name + "\" " + what;
        return new Failure(code, reason, message, details(type, name));
    }

    private static ObjectNode details(ResourceType type, String name) {
        ObjectNode details = Json.object().put("name", name).put("kind", type.plural());
        return type.group().isEmpty() ? details : details.put("group", type.group());
    }
}
