package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.io.IOException;

/** Reads request bodies; JSON and YAML are supported, protobuf is not. */
final class Bodies {
    private Bodies() {}

    static ObjectNode object(ApiRequest request) {
        if (read(request) instanceof ObjectNode object) {
            return object;
        }
        throw Failures.badRequest("the body of the request must be one object");
    }

    static JsonNode read(ApiRequest request) {
        String mediaType = request.headers().mediaType();
        if (isProtobuf(request) || mediaType.contains("cbor")) {
            throw Failures.unsupportedMediaType(
                    "this API server reads application/json and application/yaml, not " + mediaType);
        }
        try {
            JsonNode body = mediaType.endsWith("yaml") ? Json.parseYaml(request.body()) : Json.parse(request.body());
            return body == null ? Json.object() : body;
        } catch (IOException e) {
            throw Failures.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
    }

    static boolean isProtobuf(ApiRequest request) {
        return request.headers().mediaType().contains("protobuf");
    }

    /** The body of a deletion, which may be empty. */
    static JsonNode orEmpty(ApiRequest request) {
        return request.body().length == 0 ? Json.object() : read(request);
    }
}
