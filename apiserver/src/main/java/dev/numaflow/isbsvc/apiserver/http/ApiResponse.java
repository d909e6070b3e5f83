package dev.numaflow.isbsvc.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One HTTP response: a complete body, or a stream. */
public record ApiResponse(int code, String contentType, byte[] body, List<String> warnings, Stream stream) {

    /** Writes a streamed body. */
    public interface Stream {
        /** Writes to the client; returns when the stream ends. */
        void writeTo(Sink sink) throws IOException, InterruptedException;
    }

    /** The receiver of a stream. */
    public interface Sink {
        /** Sends one line immediately. */
        void line(JsonNode value) throws IOException;
    }

    /** A JSON answer. */
    public static ApiResponse json(int code, JsonNode body, List<String> warnings) {
        return new ApiResponse(code, "application/json", Json.bytes(body), warnings, null);
    }

    /** A JSON response with status 200. */
    public static ApiResponse ok(JsonNode body) {
        return json(200, body, List.of());
    }

    /** A text. */
    public static ApiResponse text(int code, String text) {
        return new ApiResponse(code, "text/plain", text.getBytes(StandardCharsets.UTF_8), List.of(), null);
    }

    /** A stream of JSON lines. */
    public static ApiResponse streaming(Stream stream) {
        return new ApiResponse(200, "application/json", null, List.of(), stream);
    }
}
