package dev.numaflow.isbsvc.apiserver.rest;

import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import java.util.Locale;
import java.util.Set;

/** The verbs of the API. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETECOLLECTION;

    private static final Set<String> CREATED_ONLY = Set.of("token", "binding");

    /** The verb of a request on a target. */
    public static Verb of(ApiRequest request, Target target) {
        boolean collection = target.name().isEmpty();
        boolean createdOnly = CREATED_ONLY.contains(target.subresource());
        if (createdOnly && !request.method().equals("POST")) {
            throw Failures.methodNotAllowed();
        }
        return switch (request.method()) {
            case "GET" -> request.flag("watch") ? WATCH : collection ? LIST : GET;
            case "POST" -> only(collection || createdOnly, CREATE);
            case "PUT" -> only(!collection, UPDATE);
            case "PATCH" -> only(!collection, PATCH);
            case "DELETE" -> only(target.subresource().isEmpty(), collection ? DELETECOLLECTION : DELETE);
            default -> throw Failures.methodNotAllowed();
        };
    }

    private static Verb only(boolean allowed, Verb verb) {
        if (!allowed) {
            throw Failures.methodNotAllowed();
        }
        return verb;
    }

    /** The verb as rules and logs write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
