package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One HTTP request as this server reads it. */
record Request(
        String method,
        List<String> path,
        Map<String, String> query,
        String contentType,
        String accept,
        String userAgent,
        byte[] content,
        String user) {

    static Request of(HttpExchange exchange) throws IOException {
        return of(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                name -> header(exchange, name),
                exchange.getRequestBody().readAllBytes());
    }

    /** @param header the value of a header by its name; empty where there is none */
    static Request of(String method, URI uri, UnaryOperator<String> header, byte[] content) {
        return new Request(
                method,
                Arrays.stream(uri.getRawPath().split("/"))
                        .filter(each -> !each.isEmpty())
                        .map(each -> decoded(each.replace("+", "%2B")))
                        .toList(),
                parameters(uri.getRawQuery()),
                header.apply("Content-Type").split(";")[0].trim(),
                header.apply("Accept"),
                header.apply("User-Agent"),
                content,
                user(header.apply("Authorization")));
    }

    /** A token is the name of its user, because every request is authorized; without one it is the administrator's. */
    private static String user(String authorization) {
        return authorization.startsWith("Bearer ") ? authorization.substring(7) : "admin";
    }

    static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String each : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] pair = each.split("=", 2);
            parameters.putIfAbsent(decoded(pair[0]), pair.length == 2 ? decoded(pair[1]) : "");
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String option(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return query.containsKey(name) && List.of("", "true", "1").contains(option(name));
    }

    long number(String name, long otherwise) {
        try {
            return option(name).isEmpty() ? otherwise : Long.parseLong(option(name));
        } catch (NumberFormatException e) {
            throw Failure.badRequest("invalid " + name + " \"" + option(name) + "\": not a number");
        }
    }

    boolean dryRun() {
        if (!List.of("", "All").contains(option("dryRun"))) {
            throw Failure.badRequest("dryRun: Unsupported value: \"" + option("dryRun") + "\": supported: \"All\"");
        }
        return option("dryRun").equals("All");
    }

    /** Whether the answer is to be a Table, or only the metadata of an object or of a list. */
    boolean wants(String representation) {
        return accept.contains("as=" + representation + ";");
    }

    /** The field manager of a write: the one that is named, or the program that asks. */
    String manager() {
        return option("fieldManager").isEmpty() ? userAgent.split("/")[0] : option("fieldManager");
    }

    /** The body as JSON; an empty object where it is empty. */
    JsonNode body() {
        if (contentType.contains("protobuf") || contentType.contains("cbor") || contentType.contains("yaml")) {
            throw Failure.unsupported("this API server reads JSON, not " + contentType);
        }
        try {
            JsonNode body = Json.MAPPER.readTree(content);
            return body.isMissingNode() ? Json.object() : body;
        } catch (IOException e) {
            throw Failure.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
    }

    ObjectNode object() {
        if (body() instanceof ObjectNode object) {
            return object;
        }
        throw Failure.badRequest("the body of the request must be one object");
    }
}
